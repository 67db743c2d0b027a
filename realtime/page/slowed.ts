import { formatTime } from '@/components/format/time';
import type { TextFacts } from '@/i18n/fill-text';
import type { Locale } from '@/i18n/locale';
import type { LineView } from '@/server/waiting-room/waiting-room.schema';

/**
 * Since when and why the site lets people in more slowly than it could, and how many a minute; null where it does not.
 * Two sentences: the second changes, and is not to be read out each time.
 */
export function saySlowed(
  { slowed, paused }: LineView,
  locale: Locale,
  say: (path: string, facts?: TextFacts) => string,
): { why: string; rate: string } | null {
  if (!slowed || paused) return null;
  const [time, reason] = [formatTime(slowed.at, locale), say(`slowed.${slowed.reason}`)];
  const rate = Number(slowed.rate.toPrecision(2));
  return { why: say('slowed.said', { time, reason }), rate: say('slowed.rate', { rate }) };
}
