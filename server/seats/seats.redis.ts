import { z } from 'zod';
import { newId } from '@/server/platform/id';
import { chunksOf } from '@/server/platform/lists';
import { readRedisClock, seatsRedis } from '@/server/platform/redis';
import { writeNewer } from '@/server/platform/newer';
import { defineScript } from '@/server/platform/script';
import type { SaleTerms } from './terms';
import { seatStatus } from './seats.schema';

/** Every key about a schedule's seats; one hash tag, so one slot. */
export const seatKeys = (scheduleId: string) => {
  const tag = `{s:${scheduleId}}`;
  return {
    status: `${tag}:status`,
    config: `${tag}:config`,
    owners: `${tag}:owners`,
    expiring: `${tag}:expiring`,
    changes: `${tag}:changes`,
    owned: `${tag}:owned`,
    unwritten: `${tag}:unwritten`,
    rows: `${tag}:rows`,
    pass: (accountId: string) => `${tag}:pass:${accountId}`,
    hold: (accountId: string) => `${tag}:hold:${accountId}`,
    answer: (scope: string) => `${tag}:answer:${scope}`,
    fresh: (build: string) => ({
      owners: `${tag}:fresh:${build}:owners`,
      owned: `${tag}:fresh:${build}:owned`,
    }),
  };
};

/** Every map there is: schedule id -> when it may be forgotten, Unix ms. */
const mapsKey = 'seat-maps';

/** A map lives a day longer than its sale, and one that is built for a later reader an hour. */
const keptAfterCloseMs = 86_400_000;
const keptForReaderMs = 3_600_000;

const installScript = defineScript('server/seats/lua/install-map-7.lua');
const settleScript = defineScript('server/seats/lua/settle-seats-6n.lua');
const blockScript = defineScript('server/seats/lua/block-seats-4.lua');

export type ReservedSeats = {
  reservationId: string;
  scheduleId: string;
  accountId: string;
  seatIndexes: number[];
};

/** Postgres's word on a reservation's seats: reserving, sold, or free again. */
export type SettledSeats = ReservedSeats & { digit: '0' | '2' | '3' };

const settleReply = z.enum(['settled', 'unprepared']);

/** Reservations settled by one run of the script: a millisecond or two of Redis's time. */
const settledAtOnce = 64;

/** Writes what Postgres says of reservations of one schedule, in this order. Repeats change nothing. */
export async function writeSettled(scheduleId: string, all: SettledSeats[]): Promise<void> {
  const keys = seatKeys(scheduleId);
  const fixed = [keys.status, keys.config, keys.owners, keys.changes, keys.owned, keys.rows];
  for (const some of chunksOf(all, settledAtOnce)) {
    const reply = await settleScript.run(
      seatsRedis(),
      [...fixed, ...some.map(({ accountId }) => keys.hold(accountId))],
      some.flatMap(({ reservationId, accountId, digit, seatIndexes }) => [
        ...[reservationId, accountId, digit, seatIndexes.length],
        ...seatIndexes,
      ]),
    );
    settleReply.parse(reply);
  }
}

/** Blocks what the terms block and nothing else, unless later terms are there already. */
export async function writeBlocked(terms: SaleTerms): Promise<number> {
  const keys = seatKeys(terms.scheduleId);
  const reply = await blockScript.run(
    seatsRedis(),
    [keys.status, keys.config, keys.changes, keys.rows],
    [terms.updatedAt.getTime(), ...terms.blockedSeats],
  );
  return z.number().parse(reply);
}

/** Maps that have been kept long enough. */
export async function listOldMaps(): Promise<string[]> {
  return seatsRedis().zrangebyscore(mapsKey, '-inf', await readRedisClock(seatsRedis()));
}

/** What holding checks, copied from Postgres: a hold then needs one script and nothing else. Later terms stay. */
export async function writeTerms(terms: SaleTerms): Promise<void> {
  const redis = seatsRedis();
  const keys = seatKeys(terms.scheduleId);
  const keptUntil = Math.max(
    terms.closesAt.getTime() + keptAfterCloseMs,
    (await readRedisClock(redis)) + keptForReaderMs,
  );
  const isNewest = await writeNewer(redis, keys.config, terms.updatedAt.getTime(), {
    opensAt: terms.opensAt.getTime(),
    closesAt: terms.closesAt.getTime(),
    cancelled: terms.isCancelled ? 1 : 0,
    seatsPerPersonMax: terms.seatsPerPersonMax,
    holdMs: terms.holdSeconds * 1_000,
    seatCount: terms.layout.seatCount,
    orphanRule: terms.orphanRule,
  });
  if (isNewest) await redis.zadd(mapsKey, keptUntil, terms.scheduleId);
}

export async function hasMap(scheduleId: string): Promise<boolean> {
  return (await seatsRedis().exists(seatKeys(scheduleId).status)) === 1;
}

/** Forgets a schedule's map: nobody holds a seat of it from now on, unless it is built again. */
export async function forgetMap(scheduleId: string): Promise<void> {
  const { status, config, owners, owned, expiring, unwritten, rows } = seatKeys(scheduleId);
  const every = [status, config, owners, owned, expiring, unwritten, rows];
  await seatsRedis().unlink(...every);
  await seatsRedis().zrem(mapsKey, scheduleId);
}

export type FreshMap = {
  status: string;
  /** Seat -> owner, and account -> how many seats are theirs. */
  owners: Map<number, string>;
  owned: Map<string, number>;
};

/** What a builder staged is gone after this, should it stop half way. */
const stagedKeptMs = 60_000;

const installReply = z.enum(['installed', 'there', 'lost']);

/**
 * Puts a map where there is none, and its rows as `packRows` packs them, in one step after its owners are staged: until then scripts answer `unprepared`.
 * `there` when somebody else's map is; `lost` when Redis was emptied between the two.
 */
export async function installMap(
  scheduleId: string,
  map: FreshMap,
  rows: Buffer,
): Promise<z.output<typeof installReply>> {
  const keys = seatKeys(scheduleId);
  const redis = seatsRedis();
  const fresh = keys.fresh(newId());
  const pipeline = redis.pipeline();
  for (const chunk of chunks([...map.owners].flat())) pipeline.hset(fresh.owners, ...chunk);
  for (const chunk of chunks([...map.owned].flat())) pipeline.hset(fresh.owned, ...chunk);
  for (const staged of [fresh.owners, fresh.owned]) pipeline.pexpire(staged, stagedKeptMs);
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  const reply = await installScript.run(
    redis,
    [keys.status, keys.config, keys.owners, keys.owned, fresh.owners, fresh.owned, keys.rows],
    [map.status, map.owners.size, map.owned.size, rows],
  );
  return installReply.parse(reply);
}

function chunks(flat: (string | number)[]): (string | number)[][] {
  const size = 2_000;
  return Array.from({ length: Math.ceil(flat.length / size) }, (_, i) =>
    flat.slice(i * size, (i + 1) * size),
  );
}

/** Status and version of one moment, or null when there is no map. */
export async function readMap(
  scheduleId: string,
): Promise<{ version: number; status: string } | null> {
  const keys = seatKeys(scheduleId);
  const replies = await seatsRedis().multi().get(keys.status).hget(keys.config, 'version').exec();
  const [status, version] = (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply as string | null;
  });
  return status ? { status, version: Number(version ?? 0) } : null;
}

/** The map's version alone, or null when there is no map. */
export async function readVersion(scheduleId: string): Promise<number | null> {
  const version = await seatsRedis().hget(seatKeys(scheduleId).config, 'version');
  return version === null ? null : Number(version);
}

/** The digit of each of some seats, of this moment; null when there is no map. */
export async function readDigits(scheduleId: string, seats: number[]): Promise<string[] | null> {
  const { status } = seatKeys(scheduleId);
  const pipeline = seatsRedis().pipeline();
  for (const seat of seats) pipeline.getrange(status, seat, seat);
  const digits = ((await pipeline.exec()) ?? []).map(([error, digit]) => {
    if (error) throw error;
    return digit as string;
  });
  return digits.every((digit) => digit !== '') ? digits : null;
}

/** How the owner of a reserving or sold seat is written. */
export const reservedOwner = (by: { reservationId: string; accountId: string }) =>
  `r:${by.reservationId}:${by.accountId}`;

/** A reserved seat as Redis has it. */
export type OwnedSeat = { owner: string; digit: string };

const ownersPerScan = 500;

/** Every seat that belongs to a reservation, as Redis has it. */
export async function readOwnedSeats(scheduleId: string): Promise<Map<number, OwnedSeat>> {
  const keys = seatKeys(scheduleId);
  const status = await seatsRedis().get(keys.status);
  const owned = new Map<number, OwnedSeat>();
  let cursor = '0';
  do {
    // In pieces: all owners of a stadium at once would keep every buyer waiting.
    const [next, flat] = await seatsRedis().hscan(keys.owners, cursor, 'COUNT', ownersPerScan);
    for (let i = 0; i < flat.length; i += 2) {
      const [seat, owner] = [Number(flat[i]), flat[i + 1]!];
      if (owner.startsWith('r:')) owned.set(seat, { owner, digit: status?.[seat] ?? '' });
    }
    cursor = next;
  } while (cursor !== '0');
  return owned;
}

/** The same of the seats that the map has as RESERVING, which are few: it costs what a snapshot costs. */
export async function readReservingSeats(scheduleId: string): Promise<Map<number, OwnedSeat>> {
  const keys = seatKeys(scheduleId);
  const status = (await seatsRedis().get(keys.status)) ?? '';
  const digit = String(seatStatus.reserving);
  const reserving: number[] = [];
  for (let at = status.indexOf(digit); at >= 0; at = status.indexOf(digit, at + 1))
    reserving.push(at);
  const owned = new Map<number, OwnedSeat>();
  for (let from = 0; from < reserving.length; from += ownersPerScan) {
    const seats = reserving.slice(from, from + ownersPerScan);
    const owners = await seatsRedis().hmget(keys.owners, ...seats.map(String));
    owners.forEach((owner, i) => {
      if (owner?.startsWith('r:')) owned.set(seats[i]!, { owner, digit });
    });
  }
  return owned;
}

/** Longer than any reservation stays unwritten. */
const unwrittenKeptMs = 3_600_000;

/**
 * Notes reservations that the map has and Postgres has not. Returns how long ago each was first noted, by Redis's
 * clock: the ids' own time is that of the process that made them.
 */
export async function noteUnwritten(
  scheduleId: string,
  reservationIds: string[],
): Promise<Map<string, number>> {
  if (reservationIds.length === 0) return new Map();
  const redis = seatsRedis();
  const key = seatKeys(scheduleId).unwritten;
  const nowMs = await readRedisClock(redis);
  await redis.zadd(key, 'NX', ...reservationIds.flatMap((id) => [nowMs, id]));
  await redis.pexpire(key, unwrittenKeptMs);
  const since = await redis.zmscore(key, ...reservationIds);
  return new Map(reservationIds.map((id, i) => [id, nowMs - Number(since[i] ?? nowMs)]));
}

/** Whose a reserved seat is, read back from how its owner is written. */
export function parseReservedOwner(owner: string): { reservationId: string; accountId: string } {
  const [, reservationId = '', accountId = ''] = owner.split(':');
  return { reservationId, accountId };
}
