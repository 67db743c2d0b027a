import { cn } from '@/components/ui/cn';

/** The name, and the O as a door that stands open. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-2 text-lg font-extrabold tracking-tight',
        className,
      )}
    >
      <svg viewBox="0 0 24 24" aria-hidden className="size-6">
        <path
          d="M12 2a10 10 0 1 0 10 10"
          className="fill-none stroke-current"
          strokeWidth="4"
          strokeLinecap="round"
        />
        <circle cx="19" cy="5" r="3" className="fill-accent" />
      </svg>
      openrun
    </span>
  );
}
