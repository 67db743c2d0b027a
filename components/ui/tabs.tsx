'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;

export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return (
    <Radix.List
      {...rest}
      className={cn('flex gap-4 overflow-x-auto border-b border-line', className)}
    />
  );
}

export const tabClass = cn(
  '-mb-px inline-flex min-h-11 shrink-0 items-center border-b-2 border-transparent px-1 font-semibold text-muted',
  'hover:text-ink aria-selected:border-accent aria-selected:text-ink',
  'aria-[current=page]:border-accent aria-[current=page]:text-ink',
);

export function Tab({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return <Radix.Trigger {...rest} className={cn(tabClass, className)} />;
}
