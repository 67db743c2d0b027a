import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { cancelReservation } from '@/server/reservations';
import { createPresaleCodes } from '@/server/schedules';
import {
  aFan,
  anOrganiser,
  aPaidReservation,
  aReservation,
  aSchedule,
  onceAs,
} from '@/server/testing';
import {
  configureLine,
  enterLine,
  findPlace,
  finishPlace,
  joinLine,
  leaveLine,
  snoozePlace,
  tendLine,
  verifyPass,
  wakePlace,
} from '@/server/waiting-room';
import { auditAll } from './index';
import { writeDigit } from './testing.redis';
import { without } from './testing.store';

/** A paid, a cancelled and an unpaid reservation of one schedule: some of everything. */
async function aSale() {
  const { id: scheduleId } = await aSchedule();
  const paid = await aPaidReservation({ scheduleId, seatIds: [0, 1] });
  const cancelled = await aPaidReservation({ scheduleId, seatIds: [2, 3] });
  await cancelReservation(cancelled.fan, {
    reservationId: cancelled.id,
    reason: '',
    idempotency: onceAs(cancelled.fan),
  });
  const unpaid = await aReservation({ scheduleId, seatIds: [4] });
  return { scheduleId, paid, cancelled, unpaid };
}

type Sale = Awaited<ReturnType<typeof aSale>>;

async function violated(): Promise<number[]> {
  const results = await auditAll();
  return results.filter(({ violations }) => violations > 0).map(({ invariant }) => invariant);
}

const run = (sql: string, ...values: unknown[]) => prisma.$executeRawUnsafe(sql, ...values);

/** Copies a reservation with its seats to another person, as if the guard had not been there. */
async function copyReservation(from: { id: string }, accountId: string, passId: string) {
  const id = newId();
  await run(
    `INSERT INTO reservations (id, schedule_id, account_id, hold_id, pass_id, status, total, expires_at)
     SELECT $1::uuid, schedule_id, $2::uuid, $3::uuid, $4::uuid, 'RESERVING', total, expires_at
     FROM reservations WHERE id = $5::uuid`,
    id,
    accountId,
    newId(),
    passId,
    from.id,
  );
  return id;
}

const copySeats = (from: { id: string }, id: string, accountId: string, seatShift: number) =>
  run(
    `INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price)
     SELECT $1::uuid, schedule_id, $2::uuid, seat_index + $3, slot, grade, price
     FROM reservation_seats WHERE reservation_id = $4::uuid`,
    id,
    accountId,
    seatShift,
    from.id,
  );

const lineEvent = (
  scheduleId: string,
  sequence: number,
  kind: string,
  accountId: string,
  facts: Record<string, unknown>,
) =>
  run(
    `INSERT INTO line_events (schedule_id, stream_id, account_id, kind, place, facts, happened_at)
     VALUES ($1::uuid, $2, $3::uuid, $4, $5, $6::jsonb, now())`,
    scheduleId,
    `1800000000000-${sequence}`,
    accountId,
    kind,
    Number(facts['ticket']),
    // As the drain writes them: a stream's fields are strings.
    JSON.stringify(facts, (_, value: unknown) =>
      typeof value === 'number' ? String(value) : value,
    ),
  );

describe('the audit', () => {
  it('finds nothing in an orderly sale', async () => {
    await aSale();
    expect(await auditAll()).toMatchObject(
      [1, 2, 3, 4, 5, 6, 7, 8].map((invariant) => ({ invariant, violations: 0, findings: [] })),
    );
  });

  it('finds a seat that is sold twice (1)', async () => {
    const { paid } = await aSale();
    await without('reservation_seats_live_seat_unique', async () => {
      const { id: accountId } = await aFan();
      const id = await copyReservation(paid, accountId, newId());
      await copySeats(paid, id, accountId, 0);
      const [first] = await auditAll();
      expect(first!.findings.map(({ finds, count }) => [finds, count])).toEqual([
        ['the guard reservation_seats_live_seat_unique is not there', 1],
        ['a seat in two live reservations', 2],
      ]);
    });
  });

  it('finds a sold seat that the map shows as free (1)', async () => {
    const { scheduleId } = await aSale();
    await writeDigit(scheduleId, 0, '0');
    expect(await violated()).toEqual([1]);
  });

  it.each<[string, (sale: Sale) => Promise<unknown>]>([
    [
      'a balance that its ledger does not explain',
      ({ paid }) => run(`UPDATE wallets SET balance = 7 WHERE account_id = $1::uuid`, paid.fan.id),
    ],
    [
      'a ledger row that does not follow',
      ({ paid }) =>
        run(
          `UPDATE wallet_transactions SET balance_after = 7 WHERE account_id = $1::uuid AND kind = 'CHARGE'`,
          paid.fan.id,
        ),
    ],
    [
      'a payment of another amount',
      ({ paid }) =>
        run(`UPDATE payments SET amount = amount - 1 WHERE reservation_id = $1::uuid`, paid.id),
    ],
    ['a refund that with its fee is not the price', () => run(`UPDATE refunds SET fee = fee + 1`)],
    [
      'a price that its seats do not make',
      ({ unpaid }) => run(`UPDATE reservations SET total = 1 WHERE id = $1::uuid`, unpaid.id),
    ],
    [
      'a refund that reached no ledger',
      ({ cancelled }) =>
        run(
          `WITH gone AS (DELETE FROM wallet_transactions WHERE kind = 'REFUND' RETURNING amount)
           UPDATE wallets SET balance = balance - gone.amount FROM gone WHERE account_id = $1::uuid`,
          cancelled.fan.id,
        ),
    ],
  ])('finds %s (2)', async (_, plant) => {
    await plant(await aSale());
    expect(await violated()).toContain(2);
  });

  it('finds an effect under two keys, and an answer without its effect (3)', async () => {
    await aSale();
    await run(
      `INSERT INTO idempotency_keys (scope, request_hash, status, body)
       SELECT 'another ' || scope, request_hash, status, body FROM idempotency_keys WHERE body ? 'ticketIds' LIMIT 1`,
    );
    expect(await violated()).toEqual([3]);
    await run(`DELETE FROM idempotency_keys`);
    await run(
      `INSERT INTO idempotency_keys (scope, request_hash, status, body)
       VALUES ('lost', '', 201, jsonb_build_object('id', $1::text, 'amount', 5000, 'balanceAfter', 5000))`,
      newId(),
    );
    expect(await violated()).toEqual([3]);
  });

  it('finds two live reservations of one pass (4)', async () => {
    const { paid } = await aSale();
    const row = await prisma.reservation.findUniqueOrThrow({ where: { id: paid.id } });
    await without('reservations_live_pass_unique', async () => {
      const { id: accountId } = await aFan();
      await copySeats(paid, await copyReservation(paid, accountId, row.passId), accountId, 100);
      expect(await violated()).toContain(4);
    });
  });

  it('finds a reservation under a pass that the line gave to somebody else (4)', async () => {
    const { id: scheduleId } = await aSchedule();
    const { fan } = await aReservation({ scheduleId });
    const facts = { ticket: 1, pass: newId(), capacity: 9, rate: 9 };
    await lineEvent(scheduleId, 1, 'joined', fan.id, { ticket: 1 });
    await lineEvent(scheduleId, 2, 'invited', fan.id, { ticket: 1, number: 1 });
    await lineEvent(scheduleId, 3, 'entered', fan.id, facts);
    await run(`UPDATE line_events SET happened_at = now() - interval '2 hours'`);
    await run(`UPDATE reservations SET created_at = now() - interval '1 hour'`);
    expect(await violated()).toEqual([4]);
  });

  it('finds a payment completed after the reservation was over (4)', async () => {
    const { paid } = await aSale();
    await run(
      `UPDATE payments SET completed_at = now() + interval '1 day' WHERE reservation_id = $1::uuid`,
      paid.id,
    );
    expect(await violated()).toEqual([4]);
  });

  it('finds more people inside than fit, an unfair turn, and a second place (5, 6)', async () => {
    const { id: scheduleId } = await aSchedule();
    const [ann, ben] = [newId(), newId()];
    await lineEvent(scheduleId, 1, 'joined', ann, { ticket: 1 });
    await lineEvent(scheduleId, 2, 'joined', ben, { ticket: 2 });
    expect(await violated()).toEqual([]);
    await lineEvent(scheduleId, 3, 'invited', ben, { ticket: 2, number: 2 });
    await lineEvent(scheduleId, 10, 'entered', ben, { ticket: 2, capacity: 0, rate: 0 });
    const results = await auditAll();
    expect(results[4]!.findings.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(results[5]!.violations).toBe(0);
    await lineEvent(scheduleId, 11, 'joined', ann, { ticket: 3 });
    expect(await violated()).toEqual([5, 6]);
  });

  it('finds a paid seat without its ticket, and paid money that is nowhere (7)', async () => {
    const { paid } = await aSale();
    await run(`DELETE FROM tickets WHERE id = $1::uuid`, paid.ticketIds[0]);
    expect(await violated()).toEqual([7]);
    await run(`UPDATE reservations SET status = 'RESERVING' WHERE id = $1::uuid`, paid.id);
    expect(await violated()).toContain(7);
  });

  it('finds a reservation that was made after its show was cancelled (4)', async () => {
    const { scheduleId } = await aSale();
    await run(
      `UPDATE schedules SET cancelled_at = now() - interval '1 hour' WHERE id = $1::uuid`,
      scheduleId,
    );
    expect(await violated()).toEqual([4]);
  });

  it('finds a person with more seats than allowed (8)', async () => {
    const { scheduleId } = await aSale();
    await run(`UPDATE schedules SET seats_per_person_max = 1 WHERE id = $1::uuid`, scheduleId);
    expect(await violated()).toEqual([8]);
  });
});

/** The command itself, on the test's own services. */
function audit(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', 'scripts/audit.ts'];
    const child = execFile(process.execPath, args, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

/** Lives through a whole sale's line: a lobby and its draw, latecomers, leavers, two lanes, some who snooze, and few at a time inside. */
async function runLine(capacity: number) {
  const organiser = await anOrganiser();
  const options = { organiser, capacity, admissionsPerMinute: 100_000, presaleShare: 0.3 };
  const { id: scheduleId } = await aSchedule(options);
  const codes = await createPresaleCodes(organiser, scheduleId, { count: 1, usesMax: 24 });
  const join = (fan: Account, i: number) =>
    joinLine(fan, scheduleId, undefined, i % 3 === 0 ? codes.codes[0] : undefined);
  const crowd = Array.from({ length: 24 }, (): Account => {
    return { kind: 'account', id: newId(), role: 'FAN', emailVerified: true };
  });
  const opens = async (minutes: number) => {
    const opensAt = new Date(Date.now() + minutes * 60_000);
    await prisma.schedule.update({ where: { id: scheduleId }, data: { opensAt } });
    await configureLine(scheduleId);
  };
  await opens(10);
  await Promise.all(crowd.slice(0, 12).map(join));
  await opens(-1);
  await Promise.all(crowd.slice(12).map(join));
  await leaveLine(crowd[3]!, scheduleId);
  for (const fan of crowd.slice(4, 8)) await snoozePlace(fan, scheduleId);
  const served = new Set([crowd[3]!.id]);
  const isServed = () => served.size === crowd.length;
  for (let round = 0; round < 100 && !isServed(); round++) {
    await tendLine(scheduleId);
    if (round === 2) for (const fan of crowd.slice(4, 8)) await wakePlace(fan, scheduleId);
    for (const fan of crowd.filter(({ id }) => !served.has(id))) {
      const { state, pass } = await findPlace(fan, scheduleId);
      if (state === 'invited') await enterLine(fan, scheduleId);
      if (!pass) continue;
      await finishPlace(verifyPass(pass.token)!);
      served.add(fan.id);
    }
  }
  expect(isServed()).toBe(true);
  return scheduleId;
}

describe('the audit of a line that ran', () => {
  it('finds nothing, and a fault once one event is moved', async () => {
    const scheduleId = await runLine(5);
    expect(await violated()).toEqual([]);
    const kinds = await prisma.lineEvent.groupBy({ by: ['kind'], _count: true });
    expect(Object.fromEntries(kinds.map(({ kind, _count }) => [kind, _count]))).toMatchObject({
      joined: 24,
      presale: 8,
      drawn: 1,
      snoozed: 4,
      woken: 4,
      entered: 23,
      done: 23,
      left: 1,
    });
    await run(
      `UPDATE line_events SET facts = facts || '{"capacity": "4"}' WHERE schedule_id = $1::uuid AND kind = 'entered'`,
      scheduleId,
    );
    expect(await violated()).toEqual([5]);
  });
});

describe('npm run audit', () => {
  it('prints each invariant with its count and exits 0, and 1 on a violation', async () => {
    const { paid } = await aSale();
    const clean = await audit();
    expect(clean.output.match(/^✓ [1-8] .* 0 violations$/gm)).toHaveLength(8);
    expect(clean.code).toBe(0);
    await run(`UPDATE wallets SET balance = 7 WHERE account_id = $1::uuid`, paid.fan.id);
    const planted = await audit();
    expect(planted.output).toMatch(/^✖ 2 .* 1 violation$/m);
    expect(planted.output.match(/^✓ /gm)).toHaveLength(7);
    expect(planted.code).toBe(1);
  });
});
