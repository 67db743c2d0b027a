/**
 * What one more place costs in a line of a million: join, look-up and admission beside their cost at ten thousand,
 * what a place takes of Redis, and how soon after the opening the first of the drawn lobby is inside. Through the
 * product's own verbs and scripts, Redis with its append-only file on. `--quick` stops at a hundred thousand.
 */
import { Redis } from 'ioredis';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import {
  configureLine,
  enterLine,
  findLine,
  findPlace,
  joinLine,
  tendLine,
} from '@/server/waiting-room';
import { ticketOfNumber } from '@/server/waiting-room/draw/order';
import { drawOf } from '@/server/waiting-room/lines';
import { joinInRedis } from '@/server/waiting-room/join-line.redis';
import { readClock, readLine } from '@/server/waiting-room/waiting-room.redis';
import { main, say, step } from '../lib/say';
import { atMost, beside, type Goal, quantile, report, round } from './room/goals';
import { type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const sizes = [10_000, quick ? 100_000 : 1_000_000] as const;
const samples = 4_000;
const atOnce = 50;
const admissionTicks = quick ? 12 : 40;
const lobbyMinutes = 60;
const idLength = 36;
/** A poll sooner than this after the last sign of life notes none (`touchEveryMs` of places.ts), and a second. */
const heardMs = 11_000;
const day = 86_400_000;

type Costs = { join: number; lookUp: number; admit: number; bytes: number; firstMs: number };

const fan = (id: string): Account => ({ kind: 'account', id, role: 'FAN', emailVerified: true });

async function inBatches<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce)
    await Promise.all(items.slice(at, at + atOnce).map(work));
}

/** Microseconds each, the median of ten rounds. */
async function costOf<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const share = Math.ceil(items.length / 10);
  const rounds: number[] = [];
  for (let at = 0; at < items.length; at += share) {
    const part = items.slice(at, at + share);
    const beganAt = performance.now();
    await inBatches(part, work);
    rounds.push(((performance.now() - beganAt) * 1_000) / part.length);
  }
  return quantile(rounds, 0.5);
}

const usedMemory = async (redis: Redis): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);

/** The leader's ticks, as the worker's clock gives them: the tree grows while the lobby fills. */
function lead(scheduleId: string): { stop(): Promise<void> } {
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      await tendLine(scheduleId, 'bench');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  const running = run();
  return {
    stop: () => {
      isOver = true;
      return running;
    },
  };
}

/** Who has which ticket, from 1: outside of the heap, where a million texts would be this program's cost and not the line's. */
class Roll {
  private readonly ids: Buffer;

  constructor(ticketsMax: number) {
    this.ids = Buffer.alloc((ticketsMax + 1) * idLength);
  }

  note(ticket: number, id: string): void {
    this.ids.write(id, ticket * idLength, 'latin1');
  }

  idOf = (ticket: number): string =>
    this.ids.toString('latin1', ticket * idLength, (ticket + 1) * idLength);
}

/** Fills a lobby, and notes who joined. */
async function fill(scheduleId: string, size: number, roll: Roll): Promise<void> {
  for (let made = 0; made < size; made += atOnce) {
    const ids = Array.from({ length: Math.min(atOnce, size - made) }, () => newId());
    await inBatches(ids, async (id) => {
      const { ticket } = await joinInRedis(scheduleId, { id, emailVerified: true });
      roll.note(ticket, id);
    });
  }
}

/**
 * Until nobody was heard of lately, so that a look-up notes a sign of life in the small line as in the large one; and
 * until Redis has rewritten its log, which it does when that has doubled, beside whatever else there is to do.
 */
async function settle(redis: Redis): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, heardMs));
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence')))
    await new Promise((resolve) => setTimeout(resolve, 200));
}

/** Opens in so many ms; the lobby's list closes ten seconds before. */
async function openIn(scheduleId: string, ms: number): Promise<number> {
  const opensAt = (await readClock()) + ms;
  const data = { opensAt: new Date(opensAt), updatedAt: new Date() };
  await prisma.schedule.update({ where: { id: scheduleId }, data });
  await configureLine(scheduleId);
  return opensAt;
}

/** Milliseconds from the opening to the first of the drawn line inside, tried as a page does once it is called. */
async function firstEntry(scheduleId: string, opensAt: number, roll: Roll): Promise<number> {
  const waitFor = async <T>(look: () => Promise<T | null>): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const draw = await waitFor(async () => {
    const line = await readLine(scheduleId);
    return line && drawOf(line);
  });
  const first = fan(roll.idOf(ticketOfNumber(draw, 1)));
  await waitFor(() =>
    enterLine(first, scheduleId).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    }),
  );
  return (await readClock()) - opensAt;
}

/** Microseconds a person called up, over some seconds of ticks at a high rate. */
async function costOfAdmission(scheduleId: string): Promise<number> {
  const costs: number[] = [];
  for (let tick = 0; tick < admissionTicks; tick++) {
    const before = (await findLine(scheduleId)).cursor;
    const beganAt = performance.now();
    await tendLine(scheduleId, 'bench');
    const tookMs = performance.now() - beganAt;
    const called = (await findLine(scheduleId)).cursor - before;
    if (called > 0) costs.push((tookMs * 1_000) / called);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return quantile(costs, 0.5);
}

async function measureAt(room: Room, redis: Redis, size: number): Promise<Costs> {
  const opensAt = new Date(Date.now() + (lobbyMinutes / 2) * 60_000);
  const terms = { opensAt, startsAt: new Date(Date.now() + 2 * day), lobbyMinutes };
  const scheduleId = await room.schedule({
    ...terms,
    capacity: 100_000,
    admissionsPerMinute: 30_000,
  });
  await findLine(scheduleId);
  const before = await usedMemory(redis);
  const leader = lead(scheduleId);
  const roll = new Roll(size + samples);
  await step(`${size.toLocaleString('en')} people in the lobby`, () =>
    fill(scheduleId, size, roll),
  );
  const bytes = ((await usedMemory(redis)) - before) / size;
  await settle(redis);
  const newcomers = Array.from({ length: samples }, () => fan(newId()));
  const join = await costOf(newcomers, (account) => joinLine(account, scheduleId));
  const some = Array.from({ length: samples }, () =>
    fan(roll.idOf(1 + Math.floor(Math.random() * size))),
  );
  const lookUp = await costOf(some, (account) => findPlace(account, scheduleId));
  const places = await listed(scheduleId, newcomers);
  for (const [id, ticket] of places) roll.note(ticket, id);
  const opens = await openIn(scheduleId, 14_000);
  const firstMs = await firstEntry(scheduleId, opens, roll);
  await leader.stop();
  const admit = await costOfAdmission(scheduleId);
  say(
    `${size}: join ${round(join)} us, look-up ${round(lookUp)} us, admission ${round(admit)} us, ${round(bytes)} bytes, first inside after ${firstMs} ms`,
  );
  return { join, lookUp, admit, bytes, firstMs };
}

/** The tickets of those who joined while it was measured. */
async function listed(scheduleId: string, people: Account[]): Promise<[string, number][]> {
  const tickets: [string, number][] = [];
  await inBatches(people, async ({ id }) => {
    const { ticket } = await joinInRedis(scheduleId, { id, emailVerified: true });
    tickets.push([id, ticket]);
  });
  return tickets;
}

async function measure(room: Room): Promise<Goal[]> {
  const redis = new Redis(room.redis.url);
  const small = await measureAt(room, redis, sizes[0]);
  const large = await measureAt(room, redis, sizes[1]);
  redis.disconnect();
  const name = (what: string) => `${what} at ${sizes[1].toLocaleString('en')} beside 10,000`;
  const ratio = (what: string, key: 'join' | 'lookUp' | 'admit') =>
    beside(
      {
        ...atMost(name(what), large[key], small[key] * 1.5, 'us'),
        goal: round(small[key] * 1.5, 1),
      },
      small[key],
    );
  return [
    ratio('join', 'join'),
    ratio('look-up', 'lookUp'),
    ratio('admission of one', 'admit'),
    atMost('Redis a place', large.bytes, 300, 'bytes'),
    atMost('from the opening to the first inside', large.firstMs, 1_000, 'ms'),
  ];
}

// The beacon's word is waited for up to three seconds: here it is this machine's own.
process.env['DRAW_BEACON'] = 'local';
await main(async () => report('line', await withRoom(measure)));
