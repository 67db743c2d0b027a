import type { Schedule } from '@/server/schedules/schedules.schema';

export type SaleState = 'cancelled' | 'over' | 'soldOut' | 'open' | 'lobby' | 'soon';
export type ConcertState = 'over' | 'soon' | 'open' | 'few' | 'soldOut';

type Sale = Pick<Schedule, 'cancelledAt' | 'lobbyOpensAt' | 'opensAt' | 'closesAt' | 'seatsLeft'>;
type Seats = Sale & Pick<Schedule, 'seatCount'>;

/** Under this share of its seats, few are left. */
export const fewShare = 0.1;

/** Where a schedule's sale stands at an instant of the server's clock (ms). */
export function saleState(sale: Sale, now: number): SaleState {
  if (sale.cancelledAt) return 'cancelled';
  if (now >= Date.parse(sale.closesAt)) return 'over';
  if (now < Date.parse(sale.lobbyOpensAt)) return 'soon';
  if (now < Date.parse(sale.opensAt)) return 'lobby';
  return sale.seatsLeft === 0 ? 'soldOut' : 'open';
}

/** What one can do about a concert: over all its dates on sale, else by the one that opens next. */
export function concertState(schedules: Seats[], now: number): ConcertState {
  const states = schedules.map((schedule) => saleState(schedule, now));
  const onSale = schedules.filter((_, i) => states[i] === 'open' || states[i] === 'soldOut');
  if (onSale.length === 0)
    return states.some((state) => state === 'soon' || state === 'lobby') ? 'soon' : 'over';
  const left = onSale.reduce((sum, { seatsLeft }) => sum + seatsLeft, 0);
  const all = onSale.reduce((sum, { seatCount }) => sum + seatCount, 0);
  if (left === 0) return 'soldOut';
  return left < all * fewShare ? 'few' : 'open';
}

/** The waiting page of a schedule: a document of its own, not one of Next's. */
export const queuePath = (scheduleId: string) => `/queue/${scheduleId}`;
