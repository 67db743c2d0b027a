import { setTimeout } from 'node:timers/promises';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { enterLine, findPlace, joinLine } from '../places';
import { aPerson } from '../testing.redis';
import type { PlaceView } from '../waiting-room.schema';

const retryMs = 60;
const patienceMs = 30_000;

/** A person with the waiting page open: it keeps the join token, and asks again when it gets no answer. */
export class Visitor {
  readonly account: Account = aPerson();
  place: PlaceView | null = null;
  /** Passes in the order they were given. */
  readonly passes: string[] = [];

  constructor(private readonly scheduleId: string) {}

  join = (): Promise<PlaceView> =>
    this.insist(() => joinLine(this.account, this.scheduleId, this.place?.joinToken));

  /** Asks for the place; without one it joins, as the page does. */
  look = (): Promise<PlaceView> =>
    this.insist(async () => {
      const token = this.place?.joinToken;
      return findPlace(this.account, this.scheduleId, token).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.code === 'no_place')) throw error;
        return joinLine(this.account, this.scheduleId, token);
      });
    });

  /** Goes in if that is possible now: false when the door says no. */
  async enter(): Promise<boolean> {
    const entered = await enterLine(this.account, this.scheduleId).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    });
    const token = entered?.pass?.token;
    if (token && token !== this.passes.at(-1)) this.passes.push(token);
    return token !== undefined;
  }

  private async insist(ask: () => Promise<PlaceView>): Promise<PlaceView> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return (this.place = await ask());
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
