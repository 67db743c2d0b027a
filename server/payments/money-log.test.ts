import { expect, test } from 'vitest';
import type { BusEvent } from '@/server/outbox';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { logMoney } from './index';

const returned = (): BusEvent => {
  const [paymentId, reservationId, scheduleId, accountId] = [newId(), newId(), newId(), newId()];
  const payload = { paymentId, reservationId, scheduleId, accountId, amount: 50_000 };
  return { type: 'payment.returned', eventId: newId(), key: reservationId, payload };
};

const linesOf = ({ key }: BusEvent) => prisma.auditLog.findMany({ where: { subject: key } });

test('an approval that goes back is one line of the audit log, delivered twice and in bursts', async () => {
  const events = Array.from({ length: 50 }, returned);
  await Promise.all([logMoney(events), logMoney(events.toReversed()), logMoney(events.slice(20))]);
  await logMoney([events[0]!, events[0]!]);
  const lines = await Promise.all(events.map(linesOf));
  expect(lines.map(({ length }) => length)).toEqual(events.map(() => 1));
  expect(lines[0]![0]).toMatchObject({ action: 'payment.returned', facts: { amount: 50_000 } });
  expect(lines[0]![0]!.facts).not.toHaveProperty('accountId');
});
