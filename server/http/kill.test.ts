import { setTimeout as wait } from 'node:timers/promises';
import type { BehaviourInput } from '@/sandbox/gateway/behaviour';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '@/scripts/lib/run';
import { aLayout, aSchedule } from '@/server/testing';
import { tally } from '@/server/testing/faults/buyer';
import { fansWithMoney } from '@/server/testing/buyers';
import { Crowd } from '@/server/testing/faults/crowd';
import { randomOf, seedOf } from '@/server/testing/faults/random';
import { KillableSite, type Victim } from '@/server/testing/faults/site';
import {
  expectApprovals,
  expectCleanAudit,
  expectMoney,
  expectTickets,
  isSettled,
} from '@/server/testing/faults/told';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import { arenaLayout } from '@/server/venues';

/**
 * Two of web (without Next's pages), a worker, realtime, Postgres and Redis (append-only file, synced each second) as
 * processes of their own, killed by signal 9 at random moments of 2,000 purchases: one after another, and all at
 * once. Half of them are paid by card through the sandbox. KILL_SEED repeats a run's moments; the processes' own timing stays theirs.
 */
const purchases = 2_000;
const seed = seedOf('KILL_SEED');
const random = randomOf(seed);
const timeMs = 220_000;
let site: KillableSite;

let gateway: TestGateway;

/** The gateway is another company's: it is not killed; it breaks off answers, and its webhooks come twice or never. */
const badGateway: BehaviourInput = {
  latencyMs: 20,
  confirm: { error: { share: 0.05 }, breakOff: { share: 0.1 } },
  webhook: { duplicate: { share: 0.3 }, lose: { share: 0.2 } },
};

beforeAll(async () => {
  gateway = await startGateway({ behaviour: badGateway, seed: String(seed) });
  site = await KillableSite.start(gateway.env);
  await gateway.sendWebhooksTo(`${site.origins[0]}/api/payments/webhooks/sandbox`);
}, 120_000);

afterAll(async () => {
  await site.stop();
  await gateway.stop();
}, 60_000);

const each: Victim[] = ['web 1', 'web 2', 'worker', 'realtime', 'redis', 'postgres'];
const shuffled = <T>(all: T[]): T[] =>
  all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** Every one of them, then those that hold what is true once more, then all together, then the rest goes on. */
const plan = (): Victim[][] => [
  ...shuffled(each).map((victim) => [victim]),
  ...shuffled<Victim>(['redis', 'postgres', 'web 1', 'web 2', 'worker']).map((victim) => [victim]),
  each,
];

/** Kills at a moment and starts again after another; a Redis also loses the last tenths of a second, every other time. */
async function strike(victims: Victim[]): Promise<void> {
  const mark = victims.includes('redis') && random() < 0.5 ? site.redis.mark() : undefined;
  await wait(random() * 300);
  await Promise.all(victims.map((victim) => site.kill(victim, mark)));
  await wait(random() * 500);
  await Promise.all(victims.map((victim) => site.restart(victim)));
}

/** Strikes while purchases go on around it: nobody more begins until it has fallen. */
async function strikeAmong(crowd: Crowd): Promise<void> {
  const strikes = plan();
  const share = Math.floor(purchases / (strikes.length + 1));
  for (const [n, victims] of strikes.entries()) {
    const moment = Math.floor((n + random()) * share);
    crowd.allow(moment + share);
    await crowd.reached(moment);
    await strike(victims);
  }
  crowd.allow(purchases);
}

test(
  'signal 9 to each process, to Redis and to Postgres, one by one and together, among 2,000 purchases by wallet and by card',
  async () => {
    console.log(`KILL_SEED=${seed}`);
    const { id: scheduleId } = await aSchedule({ layout: await aLayout(arenaLayout()) });
    const fans = await fansWithMoney(purchases);
    // Every fourth first wants a seat that others want too.
    const seatsOf = (n: number) => (n % 4 === 0 ? [purchases + (n % 80), n] : [n]);
    const crowd = new Crowd(
      { origins: site.origins, scheduleId, gateway },
      fans,
      seatsOf,
      Date.now() + timeMs,
    );
    await Promise.all([crowd.run(), strikeAmong(crowd)]);
    expect(crowd.bought).toHaveLength(purchases);
    expect(await until(() => isSettled(scheduleId).catch(() => false), 60_000)).toBe(true);
    await expectTickets(crowd.bought, scheduleId);
    await expectMoney(crowd.bought);
    expect(await expectApprovals(gateway, crowd.bought)).toBeGreaterThan(purchases / 3);
    await expectCleanAudit();
    // It was not a quiet run: answers were lost, and people were told to come again.
    expect(tally.lost).toBeGreaterThan(0);
    expect(tally.away).toBeGreaterThan(0);
  },
  timeMs + 120_000,
);
