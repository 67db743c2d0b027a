import { useTranslations } from 'next-intl';
import { cancellationFeeTiers } from '@/server/reservations/cancellation.schema';

/** What cancelling costs, by the days left: said before one pays, and beside the button that cancels. */
export function CancellationRules({ className = '' }: { className?: string }) {
  const t = useTranslations('concert.rules');
  return (
    <section className={`grid gap-2 ${className}`}>
      <h2 className="text-base">{t('title')}</h2>
      <ul className="grid gap-1 text-sm text-muted">
        {cancellationFeeTiers.map(({ daysMin, percent }) => (
          <li key={daysMin}>
            {percent ? t('fee', { days: daysMin, percent }) : t('free', { days: daysMin })}
          </li>
        ))}
        <li>{t('none')}</li>
      </ul>
    </section>
  );
}
