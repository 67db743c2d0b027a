import { auditAll } from '@/server/audit';
import { grantPass } from '@/server/holds';
import { closeDb, pool } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { closeRedis } from '@/server/platform/redis';
import { busLag } from '@/server/jobs/bus';
import { outboxLag } from '@/server/outbox';
import { aLayout, anOrganiser, aSchedule } from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import { grades } from '@/server/venues/layout.schema';
import { prepareOrder, type Buyer, type Order } from './buyers';

const passMs = 30 * 60_000;

/** Stadiums on sale at 50,000 won a seat, and an order for each of the first fans of people.sql, who are inside. */
export async function makeSale(count: number) {
  const layout = await aLayout(stadiumLayout());
  const seatCount = layout.document.sections.reduce((sum, section) => sum + section.seatCount, 0);
  const prices = grades.map((grade) => ({ grade, price: 50_000 }));
  const organiser = await anOrganiser();
  const scheduleIds: string[] = [];
  for (let made = 0; made < count; made += seatCount)
    scheduleIds.push((await aSchedule({ organiser, layout, prices })).id);
  const { rows } = await pool().query<{ id: string }>(
    `SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id FROM generate_series(1, $1::int) AS n`,
    [count],
  );
  const orders: Order[] = [];
  for (let from = 0; from < count; from += 1_000) {
    const some = rows.slice(from, from + 1_000).map(({ id }, n) => {
      const scheduleId = scheduleIds[Math.floor((from + n) / seatCount)]!;
      const seatId = (from + n) % seatCount;
      return { accountId: id, scheduleId, passId: newId(), seatId } satisfies Buyer;
    });
    const expiresAtMs = Date.now() + passMs;
    await Promise.all(some.map((buyer) => grantPass({ ...buyer, expiresAtMs })));
    orders.push(...some.map(prepareOrder));
  }
  return { scheduleIds, orders, audit };
}

/** Waits until the worker has told everybody of everything, then counts violations of every invariant. */
async function audit(): Promise<number> {
  while (await isTelling()) await new Promise((resume) => setTimeout(resume, 200));
  const results = await auditAll();
  await Promise.all([closeDb(), closeRedis()]);
  return results.reduce((sum, { violations }) => sum + violations, 0);
}

async function isTelling(): Promise<boolean> {
  const [{ rows }, groups] = await Promise.all([outboxLag(), busLag()]);
  return rows > 0 || groups.some(({ waiting }) => waiting > 0);
}
