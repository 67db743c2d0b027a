import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const looks = {
  info: { icon: Info, className: 'bg-sunken text-ink' },
  good: { icon: CircleCheck, className: 'bg-good-soft text-good' },
  warn: { icon: TriangleAlert, className: 'bg-warn-soft text-warn' },
  bad: { icon: CircleAlert, className: 'bg-bad-soft text-bad' },
};

type Props = {
  tone?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  className?: string;
  /** Read out when it appears: for what happened just now. */
  live?: boolean;
};

/** What happened, what is safe, what to do next. */
export function Notice({ tone = 'info', title, children, className, live }: Props) {
  const { icon: Icon, className: look } = looks[tone];
  return (
    <div
      role={live ? 'status' : undefined}
      className={cn('flex gap-3 rounded-md p-4 text-sm', look, className)}
    >
      <Icon aria-hidden className="size-5 shrink-0" />
      <div className="grid min-w-0 flex-1 gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}
