import type { ReactNode } from 'react';

type Props = { title: ReactNode; lead?: ReactNode; actions?: ReactNode };

/** A console page's name, what it is about in one line, and what can be done on it. */
export function PageHead({ title, lead, actions }: Props) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-3">
      <div className="grid gap-1">
        <h1 className="text-xl">{title}</h1>
        {lead && <p className="text-sm text-muted">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
