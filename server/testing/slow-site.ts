import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { arenaLayout } from '@/server/venues';
import {
  configureLine,
  drainLineEvents,
  enterLine,
  findAdmissionControl,
  joinLine,
  notePresent,
} from '@/server/waiting-room';
import { invitedTickets } from '@/server/waiting-room/testing.redis';
import type { AdmissionControl } from '@/server/waiting-room/waiting-room.schema';
import { startApis } from './api-processes';
import { aLayout, aSchedule } from './catalogue';
import { anOrganiser, bearerOf, type Person } from './people';
import { startTcpProxy, targetOf, throughProxy } from './tcp-proxy';
import { startWorker } from './worker-processes';

/** A sale through one API process and one worker, whose way to Postgres is slow for a while. */
export type SlowSite = {
  databaseUrl: string;
  /** How long the loop looks back; everything it does takes in proportion. */
  windowMs: number;
  admissionsPerMinute: number;
  /** Connections of the API process. */
  poolMax: number;
  delayMs: number;
  /** How long Postgres is as it was, then slow, then as it was. */
  quietMs: number;
  slowMs: number;
  backMs: number;
  autoRate?: boolean;
};

/** What was seen at one moment, `atMs` after the start. */
export type Moment = { atMs: number; control: AdmissionControl };
export type Seen = {
  moments: Moment[];
  /** When people entered. */
  entries: number[];
  /** Each payment by whoever paid: when it was sent, and how long it took. */
  payments: { atMs: number; ms: number }[];
  /** Purchases that did not come to their end, by their code. */
  failures: string[];
};

const moneyWon = 1_000_000;
const presentEveryMs = 20_000;
const lookEveryMs = 100;
/** People for as long as programs that were just started take to get warm, on a busy machine. */
const warmMs = 60_000;

/** People wait in line, come in as they are called, take some time to choose, and buy one seat each. */
export async function liveThrough(site: SlowSite): Promise<Seen> {
  const proxy = await startTcpProxy(targetOf(site.databaseUrl));
  const env = {
    DATABASE_URL: throughProxy(site.databaseUrl, proxy),
    DATABASE_POOL_MAX: String(site.poolMax),
    SLOW_WINDOW_MS: String(site.windowMs),
    LOG_LEVEL: 'error',
  };
  const lastsMs = site.quietMs + site.slowMs + site.backMs;
  const { scheduleId, crowd } = await openSale(site, lastsMs + warmMs);
  const [apis, worker] = await Promise.all([startApis(1, { env }), startWorker(env)]);
  try {
    const sale = new Sale(scheduleId, crowd, apis.origins[0]!);
    await sale.warm(site.windowMs);
    const living = sale.live(lastsMs);
    await wait(site.quietMs);
    proxy.setDelay(site.delayMs);
    await wait(site.slowMs);
    proxy.setDelay(0);
    await living;
    await sale.end();
    await drainLineEvents();
    return sale.seen;
  } finally {
    await Promise.all([apis.stop(), worker.kill()]);
    await proxy.stop();
  }
}

/** A sale with a line of as many people as can come in within `lastsMs`. */
async function openSale({ admissionsPerMinute, autoRate = true }: SlowSite, lastsMs: number) {
  const layout = await aLayout(arenaLayout());
  const organiser = await anOrganiser();
  const options = { organiser, layout, admissionsPerMinute, autoRate, capacity: 5_000 };
  const { id: scheduleId } = await aSchedule(options);
  await configureLine(scheduleId);
  const crowd = await fansWithMoney(Math.ceil((admissionsPerMinute * lastsMs) / 60_000));
  for (const fan of crowd) await joinLine(fan, scheduleId);
  return { scheduleId, crowd };
}

async function fansWithMoney(count: number): Promise<Person[]> {
  const fans = Array.from({ length: count }, (_, i): Person => {
    const id = newId();
    const [email, name] = [`buyer-${i}-${id}@openrun.test`, `buyer ${i}`];
    return { kind: 'account', id, role: 'FAN', emailVerified: true, email, name };
  });
  await prisma.account.createMany({
    data: fans.map(({ id, email, name }) => ({ id, email, name })),
  });
  const accounts = fans.map(({ id: accountId }) => ({ accountId }));
  await prisma.wallet.createMany({
    data: accounts.map((each) => ({ ...each, balance: moneyWon })),
  });
  await prisma.walletTransaction.createMany({
    data: accounts.map((each) => ({
      ...each,
      id: newId(),
      kind: 'CHARGE',
      amount: moneyWon,
      balanceAfter: moneyWon,
    })),
  });
  return fans;
}

class Sale {
  readonly seen: Seen = { moments: [], entries: [], payments: [], failures: [] };
  private startedAt = performance.now();
  private readonly called = new Set<string>();
  private readonly buying: Promise<void>[] = [];
  private isOver = false;

  constructor(
    private readonly scheduleId: string,
    /** In the order of their tickets. */
    private readonly crowd: Person[],
    private readonly origin: string,
  ) {}

  /** Lets people in until purchases go through and nothing is slow: programs that were just started are. */
  async warm(windowMs: number): Promise<void> {
    const isCalm = ({ slowed, readings }: AdmissionControl) =>
      !slowed && readings.every(({ p95Ms, targetMs }) => p95Ms !== null && p95Ms < targetMs / 2);
    let calmSince = performance.now();
    const giveUpAt = performance.now() + warmMs / 2;
    while (performance.now() - calmSince < windowMs && performance.now() < giveUpAt) {
      await this.live(lookEveryMs);
      if (!isCalm(this.seen.moments.at(-1)!.control)) calmSince = performance.now();
    }
    Object.assign(this.seen, { moments: [], entries: [], payments: [], failures: [] });
    this.startedAt = performance.now();
  }

  async live(lastsMs: number): Promise<void> {
    const until = performance.now() + lastsMs;
    const ids = this.crowd.map(({ id }) => id);
    const present = setInterval(() => void notePresent(this.scheduleId, ids), presentEveryMs);
    try {
      while (performance.now() < until) {
        for (const ticket of await invitedTickets(this.scheduleId)) this.call(ticket);
        this.seen.moments.push({
          atMs: this.now(),
          control: await findAdmissionControl(this.scheduleId),
        });
        await wait(lookEveryMs);
      }
    } finally {
      clearInterval(present);
    }
  }

  /** Nobody new comes in, and who is inside buys to the end. */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.buying);
  }

  private now(): number {
    return performance.now() - this.startedAt;
  }

  private call(ticket: string): void {
    if (this.called.has(ticket)) return;
    this.called.add(ticket);
    const index = Number(ticket) - 1;
    this.buying.push(
      this.buy(this.crowd[index]!, index).catch(
        (error: Error) => void this.seen.failures.push(error.message),
      ),
    );
  }

  /** One person from the call to the ticket: seat number `seatId`, which nobody else wants. */
  private async buy(fan: Person, seatId: number): Promise<void> {
    const pass = await this.enter(fan);
    if (!pass) return;
    this.seen.entries.push(this.now());
    await wait(200 + Math.random() * 800);
    const post = async (path: string, body: unknown) => {
      const headers = {
        ...bearerOf(fan),
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        'openrun-pass': pass,
      };
      const request = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${this.origin}/api${path}`, request);
      const answer = (await response.json()) as { id: string; code?: string };
      if (answer.code) throw new Error(`${path}: ${answer.code}`);
      return answer.id;
    };
    const holdId = await post(`/schedules/${this.scheduleId}/holds`, { seatIds: [seatId] });
    const reservationId = await post('/reservations', { holdId });
    const atMs = this.now();
    await post('/payments', { reservationId, method: 'wallet' });
    this.seen.payments.push({ atMs, ms: this.now() - atMs });
  }

  /** Comes in, and while it is full for this second waits as long as told; null once nobody may any more. */
  private async enter(fan: Person): Promise<string | null> {
    while (!this.isOver) {
      try {
        return (await enterLine(fan, this.scheduleId)).pass!.token;
      } catch (error) {
        const seconds = error instanceof Refusal && error.facts['retryAfterSeconds'];
        if (typeof seconds !== 'number') throw error;
        await wait(seconds * 1_000);
      }
    }
    return null;
  }
}

/** How long after `fromMs` the rate was below four fifths of what it was then; Infinity if never. */
export function findFall({ moments }: Seen, fromMs: number): number {
  const before = moments.findLast(({ atMs }) => atMs <= fromMs)?.control.rate ?? 0;
  const fell = moments.find(({ atMs, control }) => atMs > fromMs && control.rate < before * 0.8);
  return fell ? fell.atMs - fromMs : Infinity;
}

/** How long after `fromMs` nine tenths of the rate were back; Infinity if never. */
export function findReturn({ moments }: Seen, fromMs: number): number {
  const back = moments.find(
    ({ atMs, control }) => atMs > fromMs && control.rate >= control.ceiling * 0.9,
  );
  return back ? back.atMs - fromMs : Infinity;
}

export const p95 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN;
