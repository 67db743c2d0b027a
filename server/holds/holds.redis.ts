import { z } from 'zod';
import { seatKeys } from '@/server/seats';
import { readRedisClock, seatsRedis } from '@/server/platform/redis';
import { chunksOf } from '@/server/platform/lists';
import { defineScript } from '@/server/platform/script';
import { grades } from '@/server/venues/layout.schema';
import type { Idempotency } from '@/server/platform/idempotency';
import type { HoldSeatsInput } from './holds.schema';

const holdScript = defineScript('server/holds/lua/hold-seats-10.lua');
const releaseScript = defineScript('server/holds/lua/release-hold-7.lua');
const endPassesScript = defineScript('server/holds/lua/end-passes-6n.lua');
const reserveScript = defineScript('server/holds/lua/reserve-hold-8.lua');

const answerKeptMs = 24 * 60 * 60 * 1_000;

const seatList = z
  .string()
  .transform((csv) => (csv === '' ? [] : csv.split(',').map(Number)))
  .pipe(z.array(z.number().int()));

/** Whose seats of which schedule. */
export type Holder = { scheduleId: string; accountId: string };

export type HeldSeats = { id: string; expiresAtMs: number; seatIds: number[] };

const holdReply = z.union([
  z
    .tuple([z.literal('held'), z.uuid(), z.coerce.number(), seatList])
    .transform(([word, id, expiresAtMs, seatIds]) => ({
      word,
      hold: { id, expiresAtMs, seatIds },
    })),
  z
    .tuple([z.literal('seats_over_limit'), z.coerce.number()])
    .transform(([word, max]) => ({ word, max })),
  z.tuple([z.literal('seat_taken'), seatList]).transform(([word, seatIds]) => ({ word, seatIds })),
  z
    .tuple([
      z.enum([
        'idempotency_mismatch',
        'unprepared',
        'sale_not_open',
        'sale_over',
        'pass_required',
        'already_reserved',
        'seat_unknown',
        'sold_out',
        'no_seats_together',
      ]),
    ])
    .transform(([word]) => ({ word })),
]);
export type HoldReply = z.output<typeof holdReply>;

/** Takes seats, all or none, in one script: pass, limit and the sale's state are checked inside it. */
export async function writeHold(
  { scheduleId, accountId }: Holder,
  command: { passId: string; newHoldId: string; input: HoldSeatsInput; idempotency: Idempotency },
): Promise<HoldReply> {
  const keys = seatKeys(scheduleId);
  const { input, idempotency } = command;
  const wanted =
    'seatIds' in input
      ? ['seats', ...input.seatIds]
      : ['best', input.bestAvailable.count, grades.indexOf(input.bestAvailable.grade)];
  const reply = await holdScript.run(
    seatsRedis(),
    [
      keys.status,
      keys.config,
      keys.owners,
      keys.expiring,
      keys.changes,
      keys.pass(accountId),
      keys.hold(accountId),
      keys.answer(idempotency.scope),
      keys.owned,
      keys.rows,
    ],
    [
      accountId,
      command.passId,
      command.newHoldId,
      idempotency.requestHash,
      answerKeptMs,
      ...wanted,
    ],
  );
  return holdReply.parse(reply);
}

const releaseReply = z.union([
  z.tuple([z.literal('released'), seatList]),
  z.tuple([z.enum(['no_hold', 'hold_expired', 'not_due', 'already_reserved'])]),
]);

/** Gives seats back: all of a hold (of whichever there is, without an id), one seat of it, or what is over (no id). */
export async function writeRelease(
  { scheduleId, accountId }: Holder,
  id: string,
  what: 'all' | 'expired' | number,
): Promise<z.output<typeof releaseReply>[0]> {
  const keys = seatKeys(scheduleId);
  const reply = await releaseScript.run(
    seatsRedis(),
    [
      keys.status,
      keys.config,
      keys.owners,
      keys.expiring,
      keys.changes,
      keys.hold(accountId),
      keys.rows,
    ],
    [accountId, id, what],
  );
  return releaseReply.parse(reply)[0];
}

const reserveReply = z.union([
  z
    .tuple([z.literal('reserving'), z.uuid(), z.uuid(), seatList])
    .transform(([word, reservationId, passId, seatIds]) => ({
      word,
      reservationId,
      passId,
      seatIds,
    })),
  z
    .tuple([z.enum(['seat_taken', 'seat_orphaned']), seatList])
    .transform(([word, seatIds]) => ({ word, seatIds })),
  z.tuple([z.enum(['no_hold', 'hold_expired'])]).transform(([word]) => ({ word })),
]);
export type ReserveReply = z.output<typeof reserveReply>;

/** HELD -> RESERVING, before Postgres is asked. A repeat answers with the first time's reservation id. */
export async function writeReserving(
  { scheduleId, accountId }: Holder,
  holdId: string,
  newReservationId: string,
): Promise<ReserveReply> {
  const keys = seatKeys(scheduleId);
  const reply = await reserveScript.run(
    seatsRedis(),
    [
      keys.status,
      keys.config,
      keys.owners,
      keys.expiring,
      keys.changes,
      keys.hold(accountId),
      keys.owned,
      keys.rows,
    ],
    [accountId, holdId, newReservationId],
  );
  return reserveReply.parse(reply);
}

const storedHold = z
  .tuple([z.uuid(), z.enum(['HELD', 'RESERVING']), z.coerce.number(), seatList])
  .transform(([id, state, expiresAtMs, seatIds]) => ({ id, state, expiresAtMs, seatIds }));

/** The hold a person has of a schedule, living or just over; null for none. */
export async function readHold({ scheduleId, accountId }: Holder) {
  const key = seatKeys(scheduleId).hold(accountId);
  const [id, state, expiresAt, seats] = await seatsRedis().hmget(
    key,
    'id',
    'state',
    'expiresAt',
    'seats',
  );
  return id ? storedHold.parse([id, state, expiresAt, seats]) : null;
}

/** Accounts whose hold of a schedule is over by Redis's clock, the longest over first. */
export async function listOverdue(scheduleId: string, limit: number): Promise<string[]> {
  const nowMs = await readRedisClock(seatsRedis());
  return seatsRedis().zrangebyscore(seatKeys(scheduleId).expiring, 0, nowMs, 'LIMIT', 0, limit);
}

/** Accounts that have a hold of a schedule, living or over, the first to end first. */
export async function listHolders(scheduleId: string, limit: number): Promise<string[]> {
  return seatsRedis().zrange(seatKeys(scheduleId).expiring, '0', String(limit - 1));
}

export type EndedPass = Holder & { passId: string };
export type GrantedPass = EndedPass & { expiresAtMs: number };

/** The copy of a pass that holding checks. */
export async function writePass(pass: GrantedPass): Promise<void> {
  const key = seatKeys(pass.scheduleId).pass(pass.accountId);
  await seatsRedis().set(key, pass.passId, 'PXAT', pass.expiresAtMs);
}

/** Passes ended by one run of the script: a millisecond or two of Redis's time. */
const passesAtOnce = 64;

/** Ends the copies of passes, with what was held under each; a newer pass of the person stays. */
export async function deletePasses(
  scheduleId: string,
  passes: Omit<EndedPass, 'scheduleId'>[],
): Promise<void> {
  const keys = seatKeys(scheduleId);
  const fixed = [keys.status, keys.config, keys.owners, keys.expiring, keys.changes, keys.rows];
  for (const some of chunksOf(passes, passesAtOnce)) {
    await endPassesScript.run(
      seatsRedis(),
      [...fixed, ...some.flatMap(({ accountId: id }) => [keys.pass(id), keys.hold(id)])],
      some.flatMap(({ accountId, passId }) => [accountId, passId]),
    );
  }
}
