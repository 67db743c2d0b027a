import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

type Look = { variant?: 'primary' | 'secondary' | 'quiet' | 'danger'; size?: 'md' | 'sm' | 'lg' };

const variants = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'bg-bad text-bad-ink hover:opacity-90',
};

const sizes = {
  sm: 'min-h-11 px-3 text-sm md:min-h-9',
  md: 'min-h-11 px-4 text-base',
  lg: 'min-h-14 px-6 text-base',
};

/** The same looks for a link: `<Link className={buttonClass({ size: 'lg' })}>`. */
export function buttonClass({ variant = 'primary', size = 'md' }: Look = {}): string {
  return cn(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-semibold whitespace-nowrap',
    'transition-colors select-none disabled:cursor-not-allowed disabled:opacity-50',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
    variants[variant],
    sizes[size],
  );
}

type Props = ComponentProps<'button'> & Look & { busy?: boolean };

/** `busy` keeps the width, shows that something runs, and takes no second press. */
export function Button({ variant, size, busy, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={cn(buttonClass({ variant, size }), busy && 'relative', className)}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      <span className={cn('inline-flex items-center gap-2', busy && 'opacity-0')}>{children}</span>
      {busy && <LoaderCircle aria-hidden className="absolute size-5 animate-spin" />}
    </button>
  );
}
