import pg from 'pg';
import { expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { prisma } from '@/server/platform/db';
import { cancelSchedule } from '@/server/schedules';
import { aLayout, anAdmin, aSchedule, onceAs, sellSeats } from '@/server/testing';
import { startWorker, type WorkerProcess } from '@/server/testing/worker-processes';
import { arenaLayout } from '@/server/venues';

const seats = 3_000;

test('a worker killed in the middle of a show’s refunds: the next one goes on, and nobody is refunded twice', async () => {
  const { id: scheduleId } = await aSchedule({ layout: await aLayout(arenaLayout()) });
  const sold = await sellSeats(
    scheduleId,
    Array.from({ length: seats }, (_, n) => n),
  );
  const admin = await anAdmin();
  await cancelSchedule(admin, { scheduleId, reason: 'storm', idempotency: onceAs(admin) });
  const cancelled = () => prisma.reservation.count({ where: { scheduleId, status: 'CANCELLED' } });

  // One wallet in the middle is locked, so that the worker stands in the midst of a batch when it is killed.
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query('BEGIN');
  const { accountId } = sold[Math.floor(sold.length / 2)]!;
  await client.query('SELECT FROM wallets WHERE account_id = $1 FOR UPDATE', [accountId]);
  const workers: WorkerProcess[] = [await startWorker()];
  try {
    const stands = () => prisma.$queryRaw<unknown[]>`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(stands, { timeout: 30_000 }).toHaveLength(1);
    await workers[0]!.kill();
    const before = await cancelled();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(sold.length);
    await client.query('COMMIT');
    workers.push(await startWorker());
    await expect.poll(cancelled, { timeout: 60_000 }).toBe(sold.length);
  } finally {
    await client.end();
    await Promise.all(workers.map((worker) => worker.kill()));
  }
  expect(await prisma.refund.count()).toBe(sold.length);
  expect(await prisma.outboxEvent.count({ where: { type: 'reservation.cancelled' } })).toBe(
    sold.length,
  );
  const [money] = await prisma.$queryRaw<{ isRight: boolean }[]>`
    SELECT bool_and(w.balance = t.amount) AS "isRight" FROM wallets w
    JOIN wallet_transactions t ON t.account_id = w.account_id AND t.kind = 'CHARGE'`;
  expect(money).toEqual({ isRight: true });
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
}, 180_000);
