import type { ComponentProps } from 'react';
import { cn } from './cn';

/**
 * Scrolls sideways on its own rather than the page; reachable by keyboard when it does. It is what positioned things
 * inside of it are placed by: a column's name for screen readers would else widen the page.
 */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return (
    <div
      className="relative overflow-x-auto"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable
      tabIndex={0}
      role="region"
      aria-label={rest['aria-label']}
    >
      <table {...rest} className={cn('w-full border-collapse text-left text-sm', className)} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        'border-b border-line px-3 py-2 font-semibold whitespace-nowrap text-muted',
        className,
      )}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={cn('border-b border-line px-3 py-2 align-middle', className)} />;
}
