import { setTimeout } from 'node:timers/promises';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { enterLine, findPlace, joinLine, leaveLine } from '../places';
import { aPerson } from '../testing.redis';
import type { PlaceView } from '../waiting-room.schema';

const retryMs = 60;
const patienceMs = 30_000;

type Ask<T> = (account: Account, scheduleId: string, joinToken?: string) => Promise<T>;

/** The calls of the waiting room, over whatever wire: a no is a Refusal, and any other error means to ask again. */
export type Calls = {
  join: Ask<PlaceView>;
  find: Ask<PlaceView>;
  enter: Ask<PlaceView>;
  leave: Ask<void>;
};

const direct: Calls = { join: joinLine, find: findPlace, enter: enterLine, leave: leaveLine };

/** A person with the waiting page open: it keeps the join token, and asks again when it gets no answer. */
export class Visitor {
  place: PlaceView | null = null;
  /** Passes in the order they were given. */
  readonly passes: string[] = [];
  /** Every ticket and number that was ever said to be this person's. */
  readonly told = { tickets: new Set<number>(), numbers: new Set<number>() };

  constructor(
    private readonly scheduleId: string,
    readonly account: Account = aPerson(),
    private readonly calls: Calls = direct,
  ) {}

  /** The ticket of the place, which its join token says. */
  get ticket(): number | null {
    return this.place && Number(this.place.joinToken.split('.')[1]);
  }

  join = (): Promise<PlaceView> =>
    this.insist(() => this.calls.join(this.account, this.scheduleId, this.place?.joinToken));

  /** Asks for the place; without one it joins, as the page does. */
  look = (): Promise<PlaceView> =>
    this.insist(async () => {
      const token = this.place?.joinToken;
      return this.calls.find(this.account, this.scheduleId, token).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.code === 'no_place')) throw error;
        return this.calls.join(this.account, this.scheduleId, token);
      });
    });

  /** Goes in if that is possible now: false when the door says no. */
  async enter(): Promise<boolean> {
    const entered = await this.calls
      .enter(this.account, this.scheduleId)
      .catch((error: unknown) => {
        if (error instanceof Refusal) return null;
        throw error;
      });
    if (entered) this.note(entered);
    return Boolean(entered?.pass);
  }

  leave = (): Promise<void> => this.calls.leave(this.account, this.scheduleId);

  private note(place: PlaceView): PlaceView {
    this.place = place;
    this.told.tickets.add(this.ticket!);
    if (place.number !== null) this.told.numbers.add(place.number);
    if (place.pass && place.pass.token !== this.passes.at(-1)) this.passes.push(place.pass.token);
    return place;
  }

  private async insist(ask: () => Promise<PlaceView>): Promise<PlaceView> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return this.note(await ask());
      } catch (error) {
        if (error instanceof Refusal || Date.now() > until) throw error;
        await setTimeout(retryMs);
      }
    }
  }
}

export const visitors = (scheduleId: string, count: number): Visitor[] =>
  Array.from({ length: count }, () => new Visitor(scheduleId));

/** Waits for a condition that faults may interrupt: what throws is not yet true. */
export async function eventually(check: () => Promise<boolean>, ms = patienceMs): Promise<void> {
  const until = Date.now() + ms;
  for (;;) {
    let last: unknown;
    if (await check().catch((error: unknown) => void (last = error))) return;
    if (Date.now() > until)
      throw new Error(`not within ${ms} ms: ${String(check)}`, { cause: last });
    await setTimeout(25);
  }
}
