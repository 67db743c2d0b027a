import { cn } from './cn';

export type Grade = 'VIP' | 'R' | 'S' | 'A';

// A shape beside the colour, so that no grade is told by colour alone.
const shapes: Record<Grade, { path: string; fill: string }> = {
  VIP: { path: 'M8 .8 15.2 8 8 15.2.8 8Z', fill: 'fill-grade-vip' },
  R: { path: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z', fill: 'fill-grade-r' },
  S: { path: 'M2 2h12v12H2Z', fill: 'fill-grade-s' },
  A: { path: 'M8 1.5 15.5 14.5H.5Z', fill: 'fill-grade-a' },
};

/** The grade's shape in its colour, and its letter. */
export function GradeMark(props: { grade: Grade; label?: string; className?: string }) {
  const { path, fill } = shapes[props.grade];
  return (
    <span className={cn('inline-flex items-center gap-1.5 font-semibold', props.className)}>
      <svg viewBox="0 0 16 16" aria-hidden className={cn('size-3 shrink-0', fill)}>
        <path d={path} />
      </svg>
      {props.label ?? props.grade}
    </span>
  );
}
