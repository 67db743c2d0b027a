import { cn } from './cn';

/** Holds the place and size of what is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block breathe rounded-md bg-sunken', className)} />;
}
