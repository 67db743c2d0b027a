import { ApiError, api, isRefusal, newKey } from '@/components/api/client';
import type { HoldSeatsInput, HoldView } from '@/server/holds/holds.schema';
import type { Grade } from '@/server/venues/layout.schema';

const triesMax = 4;
const betweenTriesMs = 500;

export type HoldState = {
  hold: HoldView | null;
  /** Tapped, and asked for. */
  wanted: readonly number[];
  /** Tapped again, and being given back. */
  leaving: readonly number[];
  /** How many answers are awaited. */
  asking: number;
  /** Nothing is asked for: seats are chosen here alone, while they cannot be held. */
  isLocal: boolean;
};

export type HoldEvents = {
  /** Seats that were wanted and are somebody else's. */
  onLost: (seats: number[]) => void;
  onRefused: (error: unknown) => void;
};

/**
 * One's hold of a schedule. A tap shows at once and is asked for in turn, so that the answers of
 * fast taps never cross; a seat that was lost goes alone, the others stay.
 */
export class HoldKeeper {
  private events: HoldEvents = { onLost: () => undefined, onRefused: () => undefined };
  private pass = '';
  private state: HoldState = { hold: null, wanted: [], leaving: [], asking: 0, isLocal: false };
  private readonly listeners = new Set<() => void>();
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly scheduleId: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): HoldState => this.state;

  /** Whom to tell, and the pass to show: the newest of each counts. */
  serve(pass: string, events: HoldEvents): void {
    this.pass = pass;
    this.events = events;
  }

  /** After a reload, or on another device: the hold is still there. */
  async recall(signal: AbortSignal): Promise<void> {
    const hold = await this.readOwn(signal);
    if (hold) this.set({ hold });
  }

  private async readOwn(signal?: AbortSignal): Promise<HoldView | null> {
    const path = `/schedules/${this.scheduleId}/holds/me`;
    return (await api.get<{ hold: HoldView | null }>(path, { signal })).hold;
  }

  forget(): void {
    this.set({ hold: null });
  }

  take(input: HoldSeatsInput): Promise<HoldView | null> {
    return this.inTurn(async () => {
      const hold = await this.post(input);
      this.set({ hold });
      return hold;
    });
  }

  /** The best seats of the first of these grades that is not sold out. */
  takeBest(grades: readonly Grade[], count: number): Promise<HoldView | null> {
    return this.inTurn(async () => {
      const hold = await this.postBest(grades, count);
      this.set({ hold });
      return hold;
    });
  }

  private async postBest([grade, ...others]: readonly Grade[], count: number): Promise<HoldView> {
    try {
      return await this.post({ bestAvailable: { grade, count } });
    } catch (error) {
      if (others.length === 0 || !isRefusal(error, 'sold_out')) throw error;
      return this.postBest(others, count);
    }
  }

  /** Seats cannot be held any more: those that are and those that were asked for stay chosen, here alone. */
  goLocal(): void {
    if (!this.state.isLocal)
      this.set({ isLocal: true, hold: null, wanted: chosenSeats(this.state), leaving: [] });
  }

  /** Seats can be held again: reads the hold of before, and has it as it was chosen since. */
  async goLive(): Promise<void> {
    if (!this.state.isLocal) return;
    this.set({ isLocal: false });
    const chosen = [...this.state.wanted];
    await this.refresh();
    const held = this.state.hold?.seats.map(({ seatId }) => seatId) ?? [];
    const seatIds = chosen.filter((seat) => !held.includes(seat));
    for (const seat of held.filter((each) => !chosen.includes(each))) await this.giveBack(seat);
    for (const seat of seatIds) await this.take({ seatIds: [seat] }); // one that was lost goes alone
    this.drop(chosen);
  }

  /** Reads the hold again, as it is now. */
  refresh(): Promise<void | null> {
    return this.inTurn(async () => this.set({ hold: await this.readOwn() }));
  }

  /** No longer wants seats that it does not hold. */
  drop(seats: readonly number[]): void {
    this.set({ wanted: this.state.wanted.filter((seat) => !seats.includes(seat)) });
  }

  async toggle(seat: number): Promise<void> {
    if (this.state.isLocal) {
      const { wanted } = this.state;
      this.set({
        wanted: wanted.includes(seat)
          ? wanted.filter((other) => other !== seat)
          : [...wanted, seat],
      });
      return;
    }
    const isHeld = this.state.hold?.seats.some(({ seatId }) => seatId === seat);
    const list = isHeld ? 'leaving' : 'wanted';
    if (this.state[list].includes(seat)) return;
    this.set({ [list]: [...this.state[list], seat] });
    await (isHeld ? this.giveBack(seat) : this.take({ seatIds: [seat] }));
    this.set({ [list]: this.state[list].filter((other) => other !== seat) });
  }

  private giveBack(seat: number): Promise<void | null> {
    return this.inTurn(async () => {
      const { hold } = this.state;
      if (!hold) return;
      await again(() => api.del(`/holds/${hold.id}/seats/${seat}`));
      this.set({ hold: withoutSeat(hold, seat) });
    });
  }

  /** One key for all tries: a lost answer is asked for again, never a second hold. */
  private post(input: HoldSeatsInput): Promise<HoldView> {
    const options = { key: newKey(), pass: this.pass };
    return again(() => api.post<HoldView>(`/schedules/${this.scheduleId}/holds`, input, options));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    this.set({ asking: this.state.asking + 1 });
    const turn = this.line.then(work);
    this.line = turn.catch(() => undefined);
    try {
      return await turn;
    } catch (error) {
      if (isRefusal(error, 'hold_expired')) this.forget();
      const lost = lostSeats(error);
      if (lost.length > 0) this.events.onLost(lost);
      else this.events.onRefused(error);
      return null;
    } finally {
      this.set({ asking: this.state.asking - 1 });
    }
  }

  private set(change: Partial<HoldState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Held and asked for, without what is being given back: what the map shows as chosen. */
export function chosenSeats({ hold, wanted, leaving }: HoldState): number[] {
  const held = hold?.seats.map(({ seatId }) => seatId) ?? [];
  return [...new Set([...held, ...wanted])].filter((seat) => !leaving.includes(seat));
}

async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const isAway = isRefusal(error, 'seats_away'); // the page waits for their return as a whole
      const mayPass =
        !isAway && error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (!mayPass || tries === triesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, betweenTriesMs * tries));
    }
  }
}

/** The seats that a refusal says are somebody else's. */
export function lostSeats(error: unknown): number[] {
  if (!isRefusal(error, 'seat_taken')) return [];
  const { seatIds } = error.facts as { seatIds?: unknown };
  return Array.isArray(seatIds) ? seatIds.map(Number) : [];
}

function withoutSeat(hold: HoldView, seat: number): HoldView | null {
  const seats = hold.seats.filter(({ seatId }) => seatId !== seat);
  if (seats.length === 0) return null;
  return { ...hold, seats, total: seats.reduce((sum, { price }) => sum + price, 0) };
}
