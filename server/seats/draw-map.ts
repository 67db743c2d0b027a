import { reservedOwner, type FreshMap } from './seats.redis';
import { seatStatus } from './seats.schema';
import { selectLiveSeats } from './seats.store';
import type { SaleTerms } from './terms';

/** The map as Postgres knows it: nothing in it is held. */
export async function drawMap(terms: SaleTerms): Promise<FreshMap> {
  const digits = new Array<number>(terms.layout.seatCount).fill(seatStatus.available);
  for (const seat of terms.blockedSeats) digits[seat] = seatStatus.blocked;
  const owners = new Map<number, string>();
  const owned = new Map<string, number>();
  for (const seat of await selectLiveSeats(terms.scheduleId)) {
    digits[seat.seatIndex] = seat.isSold ? seatStatus.sold : seatStatus.reserving;
    owners.set(seat.seatIndex, reservedOwner(seat));
    owned.set(seat.accountId, (owned.get(seat.accountId) ?? 0) + 1);
  }
  return { status: digits.join(''), owners, owned };
}
