import type { CardOrder } from './card-model';
import { seatCount } from './hall';

export const seatsPerPersonMax = 3;

/** UNWRITTEN: its seats are RESERVING in Redis, and Postgres has no row of it. */
type ReservationStatus = 'UNWRITTEN' | 'RESERVING' | 'RESERVED' | 'CANCELLED';

export type Reservation = {
  id: string;
  fan: Fan;
  seats: number[];
  passId: string;
  /** The hold that it came from, once it is written. */
  holdId: string | null;
  total: number;
  status: ReservationStatus;
  isPayable: boolean;
  wasExpired: boolean;
  /** What the map was told last; null before it was told anything. */
  shown: '2' | '3';
  /** Its change has yet to reach the map, and whether the bus has it. */
  event: 'none' | 'committed' | 'shipped';
  /** For one that is unwritten: whether the reconciler saw it, and a minute ago. */
  noted: 'no' | 'seen' | 'due';
  endsPass: boolean;
  /** At the card gateway, in the order in which they were opened. */
  orders: CardOrder[];
};

export type Hold = {
  id: string;
  seats: number[];
  passId: string;
  isOver: boolean;
  /** Once it is being reserved. */
  reservation: Reservation | null;
};

/** A person, with what Redis knows of them. */
export class Fan {
  balance = 0;
  passId: string | null = null;
  hold: Hold | null = null;
  readonly reservations: Reservation[] = [];
}

/** What Redis has of a person: which of the hold's seats are still its own, and the reservation it became. */
type Known = {
  passId: string | null;
  hold: Hold | null;
  owned: number[];
  reservationId: string | undefined;
};

type Owner = { hold: Hold } | { reservation: Reservation } | null;

/**
 * What a sale must look like, kept in the simplest way: Postgres's half (reservations, balances) is exact at every
 * step; Redis's half (map, holds, passes) is exact while `isSure`, which a Redis that lost its last second ends and
 * a repair starts again.
 */
export class Model {
  isSure = true;
  private map: Owner[] | null = Array.from({ length: seatCount }, () => null);

  constructor(readonly fans: Fan[]) {}

  get reservations(): Reservation[] {
    return this.fans.flatMap(({ reservations }) => reservations);
  }

  get written(): Reservation[] {
    return this.reservations.filter(({ status }) => status !== 'UNWRITTEN');
  }

  /** One digit a seat, null where there is no map. */
  get digits(): string | null {
    return this.map && this.map.map(digitOf).join('');
  }

  /** How many reserving and sold seats the map has for somebody. */
  ownedBy(fan: Fan): number {
    const isTheirs = (owner: Owner) =>
      owner && 'reservation' in owner && owner.reservation.fan === fan;
    return (this.map ?? []).filter(isTheirs).length;
  }

  private owns(hold: Hold, seat: number): boolean {
    const owner = this.map?.[seat];
    return owner !== null && owner !== undefined && 'hold' in owner && owner.hold === hold;
  }

  private isFree(seat: number): boolean {
    const owner = this.map![seat]!;
    return owner === null || ('hold' in owner && owner.hold.isOver);
  }

  /** Whether a row has so many free seats side by side, by the digits alone. */
  hasRun(count: number, rowSeats: number): boolean {
    const digits = this.digits ?? '';
    const rows = [digits.slice(0, rowSeats), digits.slice(rowSeats)];
    return rows.some((row) => row.includes('0'.repeat(count)));
  }

  /** What asking for a hold does before it looks at any seat: null when it may go on, else the refusal. */
  beginHold(fan: Fan): string | null {
    if (!this.isSure) return null;
    this.build();
    if (!fan.passId) return 'pass_required';
    if (fan.hold?.reservation) return 'already_reserved';
    if (fan.hold?.isOver) this.free(fan.hold);
    return null;
  }

  /** Why these seats cannot be held, or `ok`. */
  answerHold(fan: Fan, seats: number[]): string {
    const mine = this.livingHold(fan);
    const isMine = (seat: number) => mine !== null && this.owns(mine, seat);
    if (seats.some((seat) => !isMine(seat) && !this.isFree(seat))) return 'seat_taken';
    return this.fits(fan, seats.filter((seat) => !isMine(seat)).length) ? 'ok' : 'seats_over_limit';
  }

  fits(fan: Fan, more: number): boolean {
    const mine = this.livingHold(fan)?.seats.length ?? 0;
    return mine + more + this.ownedBy(fan) <= seatsPerPersonMax;
  }

  private livingHold = ({ hold }: Fan) => (hold && !hold.isOver ? hold : null);

  hold(fan: Fan, id: string, seats: number[]): void {
    if (!this.isSure) return;
    const hold = this.livingHold(fan) ?? {
      ...{ id, seats: [], passId: '', isOver: false, reservation: null },
    };
    const taken = seats.filter((seat) => !this.owns(hold, seat));
    for (const seat of taken) this.map![seat] = { hold };
    Object.assign(hold, { seats: [...hold.seats, ...taken], passId: fan.passId });
    fan.hold = hold;
  }

  /** Frees those of a hold's seats that are still its own. */
  private free(hold: Hold, seats = hold.seats): void {
    for (const seat of seats) if (this.owns(hold, seat)) this.map![seat] = null;
  }

  release(fan: Fan, seat?: number): string {
    const { hold } = fan;
    if (!hold) return 'not_found';
    if (hold.reservation) return 'already_reserved';
    const leaving = hold.isOver || seat === undefined ? hold.seats : [seat];
    this.free(
      hold,
      hold.seats.filter((each) => leaving.includes(each)),
    );
    hold.seats = hold.seats.filter((each) => !leaving.includes(each));
    if (hold.seats.length === 0) fan.hold = null;
    return hold.isOver ? 'hold_expired' : 'ok';
  }

  /** What the script says of a hold that is to be reserved. */
  answerStart({ hold }: Fan): 'not_found' | 'hold_expired' | 'seat_taken' | 'ok' {
    if (!hold) return 'not_found';
    if (hold.reservation) return 'ok';
    if (hold.isOver) return 'hold_expired';
    return hold.seats.every((seat) => this.owns(hold, seat)) ? 'ok' : 'seat_taken';
  }

  /** What the statement says after it, which remembers what a Redis that came back may have forgotten. */
  answerReserve(fan: Fan): string {
    const start = this.answerStart(fan);
    if (start !== 'ok') return start;
    const { reservation, id, passId, seats } = fan.hold!;
    const written = this.written.filter((each) => each.fan === fan);
    if (written.some((each) => each === reservation)) return 'already_reserved';
    const live = written.filter(isLive);
    const owned = live.reduce((sum, each) => sum + each.seats.length, 0);
    if (owned + seats.length > seatsPerPersonMax) return 'seats_over_limit';
    const isUsed =
      written.some(({ holdId }) => holdId === id) || live.some((each) => each.passId === passId);
    return isUsed ? 'already_reserved' : 'ok';
  }

  /** The statement refused what the script had taken: unless its row is there, the seats are free again. */
  dropReserving(fan: Fan): void {
    const { reservation } = fan.hold!;
    if (reservation)
      return reservation.status === 'UNWRITTEN' ? this.settle(reservation) : undefined;
    this.free(fan.hold!);
    fan.hold = null;
  }

  /** HELD -> RESERVING in Redis. */
  reserving(fan: Fan, facts: { id: string; passId: string; seats: number[] }): Reservation {
    const known = fan.reservations.find(({ id }) => id === facts.id);
    if (known) return known;
    const reservation: Reservation = {
      ...{
        ...facts,
        fan,
        holdId: null,
        total: 0,
        status: 'UNWRITTEN',
        isPayable: true,
        wasExpired: false,
      },
      ...{ shown: '2', event: 'none', noted: 'no', endsPass: false, orders: [] },
    };
    fan.reservations.push(reservation);
    if (!this.isSure) return reservation;
    for (const seat of facts.seats) this.map![seat] = { reservation };
    if (fan.hold) fan.hold.reservation = reservation;
    return reservation;
  }

  endPass(fan: Fan, passId: string | null): void {
    if (passId !== null && fan.passId === passId) fan.passId = null;
    const { hold } = fan;
    if (!hold || hold.reservation || hold.passId !== passId) return;
    this.free(hold);
    fan.hold = null;
  }

  sweepHolds(): void {
    for (const fan of this.fans) {
      if (!fan.hold?.isOver || fan.hold.reservation) continue;
      this.free(fan.hold);
      fan.hold = null;
    }
  }

  /** What the map makes of Postgres's word on a reservation. */
  settle(reservation: Reservation): void {
    const { fan, status, seats } = reservation;
    if (!this.isSure || !this.map) return;
    reservation.shown = status === 'RESERVED' ? '3' : '2';
    const isOver = status !== 'RESERVING';
    const owns = (seat: number) => {
      const owner = this.map![seat];
      return owner && 'reservation' in owner && owner.reservation === reservation;
    };
    if (status === 'CANCELLED' || status === 'UNWRITTEN')
      for (const seat of seats.filter(owns)) this.map[seat] = null;
    // Sold goes over anything: one that had expired may have been paid all the same.
    if (status === 'RESERVED') for (const seat of seats) this.map[seat] = { reservation };
    if (isOver && fan.hold?.reservation === reservation) fan.hold = null;
  }

  drain(): void {
    for (const reservation of this.reservations) {
      if (reservation.event === 'none') continue;
      reservation.event = 'none';
      this.settle(reservation);
      if (reservation.endsPass && this.isSure) this.endPass(reservation.fan, reservation.passId);
      reservation.endsPass = false;
    }
  }

  /** The reconciler's round: what is decided is settled, what has no row is noted, and freed when that is long ago. */
  reconcile(): void {
    if (!this.isSure || !this.map) return;
    for (const reservation of this.reservations) {
      const isUnwritten = reservation.status === 'UNWRITTEN';
      if (!isUnwritten || reservation.noted === 'due') this.settle(reservation);
      else if (
        this.map.some(
          (owner) => owner && 'reservation' in owner && owner.reservation === reservation,
        )
      )
        reservation.noted = 'seen';
    }
    this.forget(({ noted }) => noted === 'due');
  }

  /** Unwritten reservations that nobody will hear of any more. */
  private forget(which: (reservation: Reservation) => boolean): void {
    for (const { reservations } of this.fans) {
      const isKept = (each: Reservation) => each.status !== 'UNWRITTEN' || !which(each);
      reservations.splice(0, reservations.length, ...reservations.filter(isKept));
    }
  }

  /** Redis lost everything. */
  empty(): void {
    this.map = null;
    this.isSure = true;
    for (const fan of this.fans) Object.assign(fan, { passId: null, hold: null });
    for (const reservation of this.reservations) {
      if (reservation.event === 'shipped')
        Object.assign(reservation, { event: 'none', endsPass: false });
    }
    this.forget(() => true);
  }

  /** The map as Postgres knows it, where there is none. */
  build(): void {
    if (this.map || !this.isSure) return;
    this.map = Array.from({ length: seatCount }, () => null);
    for (const reservation of this.reservations.filter(isLive)) {
      reservation.shown = reservation.status === 'RESERVED' ? '3' : '2';
      for (const seat of reservation.seats) this.map[seat] = { reservation };
    }
  }

  /** Redis forgot its last moments: nobody here knows which, until the repair. */
  doubt(): void {
    this.isSure = false;
    this.forget(() => true);
  }

  /** After a repair the map is Postgres's again; of holds and passes only Redis knew. */
  trust(redis: Known[]): void {
    this.map = null;
    this.isSure = true;
    this.build();
    for (const [n, { passId, hold, owned, reservationId }] of redis.entries()) {
      const fan = this.fans[n]!;
      Object.assign(fan, { passId, hold });
      if (!hold) continue;
      hold.reservation = fan.reservations.find(({ id }) => id === reservationId) ?? null;
      for (const seat of owned) this.map![seat] = { hold };
    }
  }
}

export const isLive = ({ status }: Reservation) => status === 'RESERVING' || status === 'RESERVED';

function digitOf(owner: Owner): string {
  if (!owner) return '0';
  return 'hold' in owner ? '1' : owner.reservation.shown;
}
