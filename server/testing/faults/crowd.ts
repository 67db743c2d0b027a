import { setTimeout as wait } from 'node:timers/promises';
import { grantPass } from '@/server/holds';
import type { Person } from '@/server/testing';
import { type Bought, Buyer, type Done, type Site } from './buyer';

const atOnce = 48;
/** Writes a pass until Redis has it. */
async function grant(scheduleId: string, accountId: string, passId: string): Promise<void> {
  const pass = { scheduleId, accountId, passId, expiresAtMs: Date.now() + 3_600_000 };
  await grantPass(pass).catch(async () => {
    await wait(200);
    return grant(scheduleId, accountId, passId);
  });
}

/** Many buyers, some dozens at a time. `allow` says how many may have begun, so that faults fall among purchases. */
export class Crowd {
  readonly bought: Bought[] = [];
  readonly done: Done[] = [];
  private allowed = 0;
  private begun = 0;
  private failure: unknown;

  constructor(
    private readonly site: Site,
    private readonly fans: Person[],
    private readonly seatsOf: (n: number) => number[],
    private readonly until: number,
  ) {}

  allow(count: number): void {
    this.allowed = Math.min(count, this.fans.length);
  }

  /** Everybody has bought; rejects when somebody is never answered. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: atOnce }, () => this.serve()));
    if (this.failure) throw this.failure;
  }

  private async serve(): Promise<void> {
    while (this.begun < this.fans.length && !this.failure) {
      if (this.begun >= this.allowed) {
        await wait(10);
        continue;
      }
      await this.buyOne(this.begun++).catch((error: unknown) => (this.failure = error));
    }
  }

  private async buyOne(n: number): Promise<void> {
    const fan = this.fans[n]!;
    const grantAgain = (passId: string) => grant(this.site.scheduleId, fan.id, passId);
    const buyer = new Buyer(this.site, fan, grantAgain, this.until);
    this.bought.push(await buyer.buy(this.seatsOf(n)));
    this.done.push(...buyer.done);
  }

  /** So many have been told that they paid. */
  async reached(count: number): Promise<void> {
    while (this.bought.length < Math.min(count, this.fans.length) && !this.failure) await wait(5);
  }
}
