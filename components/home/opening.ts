import type { Concert } from '@/server/concerts/concerts.schema';
import type { Schedule } from '@/server/schedules/schedules.schema';

export type Opening = {
  concert: Concert;
  sale: Schedule;
  /** First and last day of what opens then. */
  days: { first: string; last: string };
};

/** What opens next of a concert; null where everything has. */
export function openingOf(concert: Concert, schedules: Schedule[], now: number): Opening | null {
  const coming = schedules
    .filter(({ cancelledAt, opensAt }) => !cancelledAt && Date.parse(opensAt) > now)
    .toSorted((a, b) => Date.parse(a.opensAt) - Date.parse(b.opensAt));
  const [sale] = coming;
  if (!sale) return null;
  const together = coming
    .filter(({ opensAt }) => opensAt === sale.opensAt)
    .map(({ startsAt }) => startsAt)
    .toSorted();
  return { concert, sale, days: { first: together[0]!, last: together.at(-1)! } };
}
