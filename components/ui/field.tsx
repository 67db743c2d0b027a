'use client';

import { ChevronDown } from 'lucide-react';
import { createContext, useContext, useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn';

const control = cn(
  'min-h-11 w-full min-w-0 rounded-md border border-edge bg-surface px-3 text-base text-ink',
  'placeholder:text-faint disabled:bg-sunken disabled:text-faint aria-invalid:border-bad',
);

type Wiring = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

/** How a control learns its label's id; by context, for a server component's children are not to be read. */
const Wired = createContext<Wiring>({});

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useContext(Wired)} {...rest} className={cn(control, className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  const wiring = useContext(Wired);
  return <textarea rows={4} {...wiring} {...rest} className={cn(control, 'py-2', className)} />;
}

/** The device's own picker: nothing beats it on a phone. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative block', className)}>
      <select
        {...useContext(Wired)}
        {...rest}
        className={cn(control, 'cursor-pointer appearance-none pr-9')}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  /** One Input, Select or Textarea. */
  children: ReactNode;
};

/** Names its one control, and ties hint and error to it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const wiring: Wiring = {
    id,
    'aria-describedby': hint || error ? noteId : undefined,
    'aria-invalid': error ? true : undefined,
  };
  return (
    <div className={cn('grid grid-cols-1 gap-1', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <Wired value={wiring}>{children}</Wired>
      {(hint || error) && (
        <p
          id={noteId}
          aria-live="polite"
          className={cn('text-sm', error ? 'text-bad' : 'text-muted')}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
