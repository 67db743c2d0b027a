import path from 'node:path';
import { expect } from 'vitest';
import { run } from '@/scripts/lib/run';
import { isTelling } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { reconcileSeats } from '@/server/seats';
import { money } from '@/server/testing/buyers';
import type { TestGateway } from '@/server/testing/gateway';
import type { Bought } from './buyer';

// What must be true of purchases in the end, by what people were told.

/** Everything that is committed has reached the map. */
export async function isSettled(scheduleId: string): Promise<boolean> {
  if (await isTelling()) return false;
  await reconcileSeats(scheduleId); // the worker's own round comes within a minute, or three after a kill
  return true;
}

/** Who was told "paid" has a valid ticket, there is no other, and no seat has two. */
export async function expectTickets(bought: Bought[], scheduleId: string): Promise<void> {
  const tickets = await prisma.ticket.findMany({ where: { scheduleId, status: 'VALID' } });
  const owners = new Map(tickets.map(({ id, accountId }) => [id, accountId]));
  const missing = bought.filter(({ accountId, ticketIds }) =>
    ticketIds.some((id) => owners.get(id) !== accountId),
  );
  expect(missing).toEqual([]);
  expect(bought.every(({ ticketIds }) => ticketIds.length === 1)).toBe(true);
  expect(tickets).toHaveLength(bought.length);
  expect(new Set(tickets.map(({ seatIndex }) => seatIndex)).size).toBe(bought.length);
}

/** Each wallet has paid for its seat, once, and those of who paid by card have not. */
export async function expectMoney(bought: Bought[]): Promise<void> {
  const wallets = await prisma.wallet.findMany();
  const balances = new Map(wallets.map(({ accountId, balance }) => [accountId, Number(balance)]));
  const wrong = bought.filter(
    ({ accountId, amount, method }) =>
      balances.get(accountId) !== money - (method === 'wallet' ? amount : 0),
  );
  expect(wrong).toEqual([]);
  const paid = await prisma.payment.aggregate({
    where: { status: 'COMPLETED' },
    ...{ _sum: { amount: true }, _count: true },
  });
  expect(paid._count).toBe(bought.length);
  expect(Number(paid._sum.amount)).toBe(bought.reduce((sum, { amount }) => sum + amount, 0));
}

/** Every payment that the gateway approved is somebody's ticket or was given back, and none was approved twice. */
export async function expectApprovals(gateway: TestGateway, bought: Bought[]): Promise<number> {
  const approved = (await gateway.payments()).filter(({ approvals }) => approvals > 0);
  const told = new Set(bought.map(({ paymentId }) => paymentId));
  const lost = approved.filter(
    ({ orderId, amount, canceledAmount }) => told.has(orderId) === (canceledAmount === amount),
  );
  expect(lost).toEqual([]);
  expect(approved.filter(({ approvals }) => approvals > 1)).toEqual([]);
  return approved.length;
}

/** `npm run audit` on this test's services. */
export async function expectCleanAudit(): Promise<void> {
  const script = path.join(process.cwd(), 'scripts/audit.ts');
  const { code, output } = await run(process.execPath, ['--import', 'tsx', script, '--json']);
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
}
