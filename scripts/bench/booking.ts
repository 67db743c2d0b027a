/**
 * The speed of the path from a hold to a paid ticket: orders of one seat, each with its own account and pass, over
 * HTTP through the built web program, with the worker running and fsync on. The ceiling is pgbench in the same run:
 * the same rows unbatched, without us. Ends with the audit of what was left behind. `--quick` takes a minute.
 */
import { pool } from '@/server/platform/db';
import { buildSite } from '../lib/build';
import { main, say, step } from '../lib/say';
import { offer, type Outcome, saturate, steps } from './booking/buyers';
import { ordersOfPgbench } from './booking/pgbench';
import { makeSale } from './booking/sale';
import { lookAtCpu } from './cpu';
import { countViolations } from './room/audit';
import { Client } from './room/client';
import { atLeast, atMost, beside, type Goal, quantile, report, round } from './room/goals';
import { makeAccounts } from './room/people';
import { type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const seconds = quick ? 5 : 20;
const offeredPerSecond = 500;
/** With fewer the cores have pauses between batches (256: 7 % of their time, and 2,540/s where 400 make 2,690). */
const buyersAtOnce = 400;
/** Each buyer of pgbench's has a thirty-second of them. */
const people = quick ? 40_000 : 160_000;
const saturatedOrders = quick ? 10_000 : 40_000;
/** As many as make the programs as fast as they are after some minutes of a sale. */
const warmingOrders = quick ? 4_000 : 10_000;

type Takers = { name: string; pid: number }[];

/** Runs, and says what came of it and what each program took of the CPU for an order. */
async function run(name: string, takers: Takers, work: () => Promise<Outcome>) {
  const before = lookAtCpu();
  const outcome = await work();
  const after = lookAtCpu();
  describe(name, outcome);
  const each = takers.map((taker) => {
    const ms = ((after(taker) - before(taker)) * 1_000) / outcome.paid;
    return `${taker.name} ${round(ms, 2)}`;
  });
  const sender = round((outcome.senderShare * outcome.seconds * 1_000) / outcome.paid, 2);
  say(`  ms of CPU an order: ${each.join(', ')}, sender ${sender}`);
  return outcome;
}

const perSecond = ({ paid, seconds: took }: Outcome) => paid / took;

function describe(name: string, outcome: Outcome): void {
  const times = steps.map((each) => {
    const at = (share: number) => round(quantile(outcome.latencies[each], share), 1);
    return `${each} p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} ms`;
  });
  const rate = round(perSecond(outcome));
  say(`${name}: ${rate} orders/s, ${outcome.failed} failed; ${times.join('; ')}`);
  say(`  the sender took ${round(outcome.senderShare * 100)} % of a core`);
  if (outcome.firstFailure) say(`  first failure: ${outcome.firstFailure}`);
}

/**
 * The ceiling runs on a copy of the database, made before anything is sold and gone before we sell: what it leaves behind
 * would be vacuumed and written out beside us.
 */
async function ceilingOf({ postgres }: Room, schedule: string): Promise<number> {
  const client = await pool().connect();
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await client.query('CREATE DATABASE ceiling TEMPLATE openrun');
  client.release();
  const copy = new URL(postgres.url);
  copy.pathname = '/ceiling';
  const ceiling = await ordersOfPgbench(copy.href, { people, schedule }, seconds);
  await pool().query('DROP DATABASE ceiling');
  return ceiling;
}

async function measure(room: Room): Promise<Goal[]> {
  const { next } = await buildSite();
  await step(`${people.toLocaleString('en')} fans with wallets`, () => makeAccounts(people));
  const offeredOrders = offeredPerSecond * seconds;
  const { scheduleIds, orders } = await step('Two stadiums on sale, everybody inside', () =>
    makeSale(warmingOrders + offeredOrders + saturatedOrders),
  );
  const ceiling = await step('pgbench', () => ceilingOf(room, scheduleIds[0]!));
  say(`pgbench: ${round(ceiling)} orders/s`);
  const [web] = await room.start('server/web.ts', 1, { NEXT_DIST_DIR: next });
  const [worker] = await room.start('server/worker.ts', 1);
  const takers = [
    { name: 'web', pid: web!.pid },
    { name: 'worker', pid: worker!.pid },
    room.redis,
    room.postgres,
  ];
  const client = new Client([web!.port]);
  await client.connect(buyersAtOnce);
  const warm = orders.splice(0, warmingOrders);
  await run('warming up', takers, () => saturate(client, warm, buyersAtOnce));
  const some = orders.splice(0, offeredOrders);
  const offered = await run(`${offeredPerSecond}/s offered`, takers, () =>
    offer(client, some, offeredPerSecond),
  );
  const saturated = await run('saturated', takers, () => saturate(client, orders, buyersAtOnce));
  client.close();
  const violations = await step('The audit', countViolations);
  const latency = (each: (typeof steps)[number], share: number, limit: number) =>
    atMost(
      `${each} p${share * 100} at ${offeredPerSecond}/s`,
      quantile(offered.latencies[each], share),
      limit,
      'ms',
    );
  const goal = Math.max(2_400, ceiling);
  return [
    beside(atLeast('orders from hold to ticket', perSecond(saturated), goal, 'orders/s'), ceiling),
    ...steps.flatMap((each) => [latency(each, 0.95, 100), latency(each, 0.99, 300)]),
    atMost('orders failed', saturated.failed + offered.failed, 0, 'orders'),
    atMost('violations', violations, 0, 'violations'),
  ];
}

await main(async () => report('booking', await withRoom(measure, { durable: true })));
