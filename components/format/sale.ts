import type { Schedule } from '@/server/schedules/schedules.schema';

export type SaleState = 'cancelled' | 'over' | 'soldOut' | 'open' | 'lobby' | 'soon';
type Sale = Pick<Schedule, 'cancelledAt' | 'lobbyOpensAt' | 'opensAt' | 'closesAt' | 'seatsLeft'>;

/** Where a schedule's sale stands at an instant of the server's clock (ms). */
export function saleState(sale: Sale, now: number): SaleState {
  if (sale.cancelledAt) return 'cancelled';
  if (now >= Date.parse(sale.closesAt)) return 'over';
  if (now < Date.parse(sale.lobbyOpensAt)) return 'soon';
  if (now < Date.parse(sale.opensAt)) return 'lobby';
  return sale.seatsLeft === 0 ? 'soldOut' : 'open';
}

/** The waiting page of a schedule: a document of its own, not one of Next's. */
export const queuePath = (scheduleId: string) => `/queue/${scheduleId}`;
