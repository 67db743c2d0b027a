import { cancellationFeeTiers } from './cancellation.schema';

const dayMs = 86_400_000;
/** Korea has been nine hours ahead of UTC, without summer time, since 1988. */
const koreaAheadMs = 9 * 3_600_000;

const koreanDay = (instant: Date): number => Math.floor((instant.getTime() + koreaAheadMs) / dayMs);

/** Calendar days in Korea from now to the show: 0 on its day, negative after it. */
export function daysBeforeShow(startsAt: Date, now: Date): number {
  return koreanDay(startsAt) - koreanDay(now);
}

/** What cancelling costs in per cent with so many days left, or null when it is too late. */
export function cancellationFeePercent(daysLeft: number): number | null {
  return cancellationFeeTiers.find(({ daysMin }) => daysLeft >= daysMin)?.percent ?? null;
}

/** Won kept of a price: rounded down, in the fan's favour. */
export function cancellationFee(total: number, percent: number): number {
  return Math.floor((total * percent) / 100);
}
