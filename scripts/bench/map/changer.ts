/**
 * People who hold a seat of their own and give it back, through the product's verbs and scripts, at a rate: what makes
 * a map change. In a process of its own, which notes when each change was asked for.
 */
import { grantPass, holdSeats, releaseHold } from '@/server/holds';
import type { Account } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { idempotencyOf } from '@/server/platform/idempotency';

/** Seats 0 to people - 1 are free at the start, one a person. */
export type ChangerOrder = {
  scheduleId: string;
  people: number;
  perSecond: number;
  seconds: number;
};
/** For each seat, when each of its changes was asked for, in their order. */
export type Changed = { asked: [seat: number, atMs: number[]][]; seconds: number };

const passMs = 10 * 60_000;
const nowMs = () => performance.timeOrigin + performance.now();

async function person(scheduleId: string, seat: number) {
  const account: Account = { kind: 'account', id: newId(), role: 'FAN', emailVerified: true };
  const passId = newId();
  const expiresAtMs = Date.now() + passMs;
  await grantPass({ scheduleId, accountId: account.id, passId, expiresAtMs });
  const askedAt: number[] = [];
  let holdId: string | null = null;
  let before: Promise<unknown> = Promise.resolve();
  const change = async () => {
    askedAt.push(nowMs());
    if (holdId) {
      await releaseHold(account, holdId);
      holdId = null;
      return;
    }
    const idempotency = idempotencyOf(account, 'POST', '/bench', newId(), seat);
    const command = { scheduleId, passId, input: { seatIds: [seat] }, idempotency };
    holdId = (await holdSeats(account, command)).id;
  };
  return {
    seat,
    askedAt,
    /** After the one before. */
    change: () => (before = before.then(change)),
    settled: () => before,
  };
}

async function run({ scheduleId, people, perSecond, seconds }: ChangerOrder): Promise<Changed> {
  const all = await Promise.all(Array.from({ length: people }, (_, n) => person(scheduleId, n)));
  const beganAt = performance.now();
  for (let made = 0; made < perSecond * seconds;) {
    const due = Math.min(
      perSecond * seconds,
      Math.floor(((performance.now() - beganAt) / 1_000) * perSecond),
    );
    for (; made < due; made++) void all[made % people]!.change();
    await new Promise((resume) => setTimeout(resume, 2));
  }
  await Promise.all(all.map(({ settled }) => settled()));
  const took = (performance.now() - beganAt) / 1_000;
  return { asked: all.map(({ seat, askedAt }) => [seat, askedAt]), seconds: took };
}

process.on('message', (order: ChangerOrder) => {
  void run(order).then((changed) => process.send!(changed));
});
