import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { icon?: LucideIcon; title: ReactNode; children?: ReactNode; action?: ReactNode };

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="grid justify-items-center gap-2 rounded-lg border border-dashed border-line px-6 py-12 text-center">
      {Icon && <Icon aria-hidden className="mb-2 size-8 text-faint" />}
      <p className="text-base font-semibold">{title}</p>
      {children && <div className="max-w-prose text-sm text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
