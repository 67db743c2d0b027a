import { cn } from './cn';

/** The look of a tab that is a link to a page of its own; the open one has `aria-current="page"`. */
export const tabClass = cn(
  '-mb-px inline-flex min-h-11 shrink-0 items-center border-b-2 border-transparent px-1 font-semibold text-muted',
  'hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink',
);
