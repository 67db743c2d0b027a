import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { until } from '@/scripts/lib/run';
import { prisma } from '@/server/platform/db';
import { findSnapshot } from '@/server/seats';
import { aSchedule } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { type Done, tally, withoutClock } from '@/server/testing/faults/buyer';
import { fansWithMoney } from '@/server/testing/buyers';
import { Crowd } from '@/server/testing/faults/crowd';
import { randomOf, seedOf } from '@/server/testing/faults/random';
import {
  expectCleanAudit,
  expectMoney,
  expectTickets,
  isSettled,
} from '@/server/testing/faults/told';
import { startTcpProxy, targetOf, throughProxy, type TcpProxy } from '@/server/testing/tcp-proxy';
import { startWorker, type WorkerProcess } from '@/server/testing/worker-processes';

/**
 * A bad network between the processes and their Postgres and Redis: a proxy cuts connections at random, also while an
 * answer is on its way, and delays what is said. TCP itself never delivers a byte twice, so what is duplicated is what
 * can be: each request of a client, two or three times at once to both processes and once more at the end, and each
 * event on the bus. NETWORK_SEED repeats the moments.
 */
const buyers = 200;
const timeMs = 150_000;
const seed = seedOf('NETWORK_SEED');
const random = randomOf(seed);
let running: (ApiProcesses | { stop(): Promise<void> })[] = [];

afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

async function startProxied() {
  const { DATABASE_URL: database, REDIS_URL: redis } = process.env as Record<string, string>;
  const [toPostgres, toRedis] = await Promise.all([
    startTcpProxy(targetOf(database!)),
    startTcpProxy(targetOf(redis!)),
  ]);
  const env = {
    DATABASE_URL: throughProxy(database!, toPostgres),
    REDIS_URL: throughProxy(redis!, toRedis),
  };
  const [apis, worker] = await Promise.all([startApis(2, { env }), startWorker(env)]);
  const stopWorker = (one: WorkerProcess) => ({ stop: () => one.kill() });
  running.push(apis, stopWorker(worker), toPostgres, toRedis);
  return { origins: apis.origins, proxies: [toPostgres, toRedis] };
}

/** Cuts a part of the connections every now and then, and changes how long the rest takes. */
async function shake(proxies: TcpProxy[], isOver: () => boolean): Promise<number> {
  let cuts = 0;
  while (!isOver()) {
    for (const proxy of proxies) {
      proxy.setDelay(random() < 0.5 ? 0 : Math.floor(random() * 30));
      if (random() < 0.4) proxy.drop(() => random() < 0.5);
      cuts++;
    }
    await wait(50 + random() * 250);
  }
  for (const proxy of proxies) proxy.setDelay(0);
  return cuts;
}

/** A connection that was cut last may still be found broken by whoever uses it first: 503 says to come again. */
async function answeredBy(url: string, request: RequestInit, tries = 20): Promise<Response> {
  const response = await fetch(url, request);
  if (response.status !== 503 || tries === 0) return response;
  await wait(250);
  return answeredBy(url, request, tries - 1);
}

/** Every command that was done, once more: the same answer, and nothing happens. */
async function sendAllAgain(done: Done[], origin: string): Promise<void> {
  for (let from = 0; from < done.length; from += 50) {
    await Promise.all(
      done.slice(from, from + 50).map(async ({ path, request, answer }) => {
        const response = await answeredBy(`${origin}/api${path}`, request);
        expect(withoutClock((await response.json()) as object)).toEqual(withoutClock(answer));
      }),
    );
  }
}

test(
  'connections that are cut and slow, and every command and event sent several times: each purchase happens once',
  async () => {
    console.log(`NETWORK_SEED=${seed}`);
    const { origins, proxies } = await startProxied();
    const { id: scheduleId } = await aSchedule();
    const fans = await fansWithMoney(buyers);
    const seatsOf = (n: number) => (n % 4 === 0 ? [buyers + (n % 80), n] : [n]);
    const site = { origins, scheduleId, copies: () => 1 + Math.floor(random() * 3) };
    const crowd = new Crowd(site, fans, seatsOf, Date.now() + timeMs);
    crowd.allow(buyers);
    let isOver = false;
    const bought = crowd.run().finally(() => (isOver = true));
    const [, cuts] = await Promise.all([bought, shake(proxies, () => isOver)]);
    expect(cuts).toBeGreaterThan(5);
    expect(tally.away + tally.lost).toBeGreaterThan(0);

    await sendAllAgain(crowd.done, origins[0]!);
    await prisma.$executeRaw`UPDATE outbox SET published_at = NULL`; // the relay ships everything again
    // A consumer that mails rests for half a minute after a fault of the bus.
    expect(await until(() => isSettled(scheduleId), 90_000)).toBe(true);

    await expectTickets(crowd.bought, scheduleId);
    await expectMoney(crowd.bought);
    const sold = [...(await findSnapshot(scheduleId)).status].filter((digit) => digit === '3');
    expect(sold).toHaveLength(buyers);
    await expectCleanAudit();
  },
  timeMs + 120_000,
);
