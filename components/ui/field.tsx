'use client';

import { ChevronDown } from 'lucide-react';
import { cloneElement, useId, type ComponentProps, type ReactElement, type ReactNode } from 'react';
import { cn } from './cn';

const control = cn(
  'min-h-11 w-full rounded-md border border-edge bg-surface px-3 text-base text-ink',
  'placeholder:text-faint disabled:bg-sunken disabled:text-faint aria-invalid:border-bad',
);

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cn(control, className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={4} {...rest} className={cn(control, 'py-2', className)} />;
}

/** The device's own picker: nothing beats it on a phone. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative block', className)}>
      <select {...rest} className={cn(control, 'appearance-none pr-9')} />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

type ControlProps = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean };
type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  children: ReactElement<ControlProps>;
};

/** Names its one control, and ties hint and error to it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const own = useId();
  const id = children.props.id ?? own;
  const note = hint || error ? `${id}-note` : undefined;
  return (
    <div className={cn('grid gap-1', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': note,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p
          id={note}
          className={cn('text-sm', error ? 'text-bad' : 'text-muted')}
          aria-live="polite"
        >
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
