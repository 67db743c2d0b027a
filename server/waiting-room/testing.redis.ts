import { newId } from '@/server/platform/id';
import type { Account } from '@/server/platform/actor';
import { lineRedis, seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';
import { commitDraw } from './draw/commit';
import { type LineSettings, readClock, writeLine } from './waiting-room.redis';

/** A line of its own, open since a minute, with room for everybody unless told otherwise. */
export async function aLine(given: Partial<LineSettings> = {}): Promise<string> {
  const scheduleId = newId();
  await setLine(scheduleId, given);
  return scheduleId;
}

export async function setLine(scheduleId: string, given: Partial<LineSettings>): Promise<void> {
  const now = await readClock();
  await writeLine(scheduleId, {
    updatedAt: now,
    lobbyOpensAt: now - 1_860_000,
    opensAt: now - 60_000,
    closesAt: now + 3_600_000,
    ratePerMinute: 100_000,
    autoRate: true,
    capacity: 1_000,
    presaleShare: 0,
    passMs: 600_000,
    paused: false,
    verifiedOnly: false,
    identityOnly: false,
    ...given,
  });
  await commitDraw(scheduleId);
}

export const aPerson = (): Account => ({
  kind: 'account',
  id: newId(),
  role: 'FAN',
  emailVerified: false,
});

export const people = (count: number): Account[] => Array.from({ length: count }, aPerson);

/** Lets time pass for one zset of deadlines, as if it had been written `ms` earlier. */
export async function age(
  scheduleId: string,
  part: 'invited' | 'inside' | 'entries' | 'snoozed',
  ms: number,
): Promise<void> {
  const key = `{q:${scheduleId}}:${part}`;
  const flat = await lineRedis().zrangebyscore(key, '-inf', '+inf', 'WITHSCORES');
  for (let i = 0; i < flat.length; i += 2)
    await lineRedis().zadd(key, Number(flat[i + 1]) - ms, flat[i]!);
}

const passTimeScript = `
  for i = 2, #KEYS do
    local flat = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
    for j = 1, #flat, 2 do redis.call('ZADD', KEYS[i], flat[j + 1] - ARGV[1], flat[j]) end
  end
  for _, field in ipairs({ 'tokensAt', 'tickAt', 'movedAt', 'doorAt', 'pacedTo', 'pausedAt', 'silentAt' }) do
    local at = redis.call('HGET', KEYS[1], field)
    if at then redis.call('HSET', KEYS[1], field, at - ARGV[1]) end
  end`;

/** Lets time pass for a whole line, in which nobody tended it: whoever was present stays so. */
export async function passTime(scheduleId: string, ms: number): Promise<void> {
  const parts = ['line', 'invited', 'inside', 'entries', 'snoozed'];
  const keys = parts.map((part) => `{q:${scheduleId}}:${part}`);
  await lineRedis().eval(passTimeScript, keys.length, ...keys, String(ms));
}

/** Makes it look as if no process of realtime had said for that much longer that it is there. */
export async function ageBeat(ms: number): Promise<void> {
  const redis = lineRedis();
  await redis.pexpire('realtime:beat', (await redis.pttl('realtime:beat')) - ms);
}

/** The tickets that are called up at present. */
export const invitedTickets = (scheduleId: string) =>
  lineRedis().zrangebyscore(`{q:${scheduleId}}:invited`, '-inf', '+inf');

/** Makes it look as if somebody had entered at each of these ages, in ms. */
export async function enteredBefore(scheduleId: string, agesMs: number[]): Promise<void> {
  const now = await readClock();
  const entries = agesMs.flatMap((ageMs, i) => [now - ageMs, `before-${i}`]);
  await lineRedis().zadd(`{q:${scheduleId}}:entries`, ...entries);
}

/** Makes a line look as if so many tickets had been taken. */
export async function fillLine(scheduleId: string, issued: number): Promise<void> {
  await lineRedis().hset(`{q:${scheduleId}}:line`, 'issued', issued);
}

/** Makes a person look as if nothing had been heard of them for `ms`. */
export async function ageSeen(scheduleId: string, accountId: string, ms: number): Promise<void> {
  const ticket = Number(await lineRedis().hget(`{q:${scheduleId}}:places`, accountId));
  const seen = String(Math.floor((Date.now() - ms) / 1_000)).padStart(10, '0');
  await lineRedis().setrange(`{q:${scheduleId}}:roll`, (ticket - 1) * 47 + 37, seen);
}

/** Makes a line look as if at each instant of the last minutes its cursor had stood where `cursorAt` says. */
export async function setTrail(
  scheduleId: string,
  cursorAt: (secondsAgo: number) => number,
): Promise<void> {
  const now = Math.floor((await readClock()) / 1_000);
  for (let ago = 0; ago < 320; ago += 10) {
    const field = `trail${Math.floor((now - ago) / 10) % 32}`;
    await lineRedis().hset(`{q:${scheduleId}}:line`, field, String(cursorAt(ago)));
  }
}

/** The id of the pass that the hold script would find, or null. */
export const passCopy = (scheduleId: string, accountId: string) =>
  seatsRedis().get(seatKeys(scheduleId).pass(accountId));

/** Takes some of a line's hash away or sets it, as a lost write would. */
export async function setCounter(
  scheduleId: string,
  field: string,
  value: number | string,
): Promise<void> {
  await lineRedis().hset(`{q:${scheduleId}}:line`, field, value);
}

export async function dropFields(scheduleId: string, fields: string[]): Promise<void> {
  await lineRedis().hdel(`{q:${scheduleId}}:line`, ...fields);
}

/** Makes somebody hold a ticket, as a place that is given back would be. */
export async function giveTicket(
  scheduleId: string,
  accountId: string,
  ticket: number,
): Promise<void> {
  const seen = Math.floor(Date.now() / 1_000);
  await lineRedis().hset(`{q:${scheduleId}}:places`, accountId, ticket);
  await lineRedis().setrange(`{q:${scheduleId}}:roll`, (ticket - 1) * 47, `${accountId}w${seen}`);
}

/**
 * Everything in Redis, for a test to compare as a whole. Instants of the last day or the next become `now` or the
 * seconds from now, in tens, ids given in `names` become their names, and stream ids are left out.
 */
export async function dumpRedis(names: Record<string, string>): Promise<Record<string, unknown>> {
  const redis = lineRedis();
  const now = await readClock();
  const dump: Record<string, unknown> = {};
  for (const key of (await redis.keys('*')).sort())
    dump[rename(key, names)] = tidy(await readWhole(key), now, names);
  return dump;
}

async function readWhole(key: string): Promise<unknown> {
  const redis = lineRedis();
  const type = await redis.type(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'zset') {
    const flat = await redis.zrangebyscore(key, '-inf', '+inf', 'WITHSCORES');
    return Object.fromEntries(flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1]]])));
  }
  if (type === 'set') return (await redis.smembers(key)).sort();
  if (type === 'stream') return (await redis.xrange(key, '-', '+')).map(([, fields]) => fields);
  return redis.get(key);
}

function rename(text: string, names: Record<string, string>): string {
  return Object.entries(names).reduce((all, [id, name]) => all.replaceAll(id, name), text);
}

function tidy(value: unknown, now: number, names: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => tidy(item, now, names)).flat();
  if (value && typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(
      entries.map(([name, item]) => [rename(name, names), tidy(item, now, names)]),
    );
  }
  const sayInstant = (ms: number) => {
    const seconds = Math.round((ms - now) / 10_000) * 10;
    return seconds === 0 ? 'now' : `now${seconds > 0 ? '+' : ''}${seconds}`;
  };
  return rename(String(value), names)
    .replace(/\b1[0-9]{12}\b/g, (digits: string) => sayInstant(Number(digits)))
    .replace(/([a-z])(1[0-9]{9})(?![0-9])/g, (_, letter: string, digits: string) => {
      return `${letter}|${sayInstant(Number(digits) * 1_000)};`;
    });
}
