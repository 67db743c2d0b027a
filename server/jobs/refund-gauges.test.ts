import { afterAll, beforeAll, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { renderMetrics } from '@/server/platform/metrics';
import { cancelReservation } from '@/server/reservations';
import { aSchedule, onceAs } from '@/server/testing';
import { aCardReservation } from '@/server/testing/card-money';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import { giveBackToCards } from '@/server/payments';
import { refundGaugesJob } from './payments';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  Object.assign(process.env, gateway.env);
});
afterAll(() => gateway.stop());

/** The gauges as the worker's /metrics says them. */
async function shown() {
  await refundGaugesJob.run();
  const lines = (await renderMetrics()).split('\n');
  const of = (name: string) =>
    Number(lines.find((line) => line.startsWith(`openrun_refunds_${name} `))?.split(' ')[1]);
  return { waiting: of('waiting'), refused: of('refused'), seconds: of('oldest_seconds') };
}

async function aCancelled(scheduleId: string, seat: number) {
  const { fan, id } = await aCardReservation(gateway, { scheduleId, seatIds: [seat] });
  await cancelReservation(fan, { reservationId: id, reason: '', idempotency: onceAs(fan) });
}

const makeDue = () => prisma.refund.updateMany({ data: { tryAt: new Date(Date.now() - 1_000) } });

test('the gauges show how many refunds wait for the card’s gateway, what it refused, and how old the oldest is', async () => {
  expect(await shown()).toEqual({ waiting: 0, refused: 0, seconds: 0 });
  const { id: scheduleId } = await aSchedule({ startsAt: new Date(Date.now() + 8 * 86_400_000) });
  await aCancelled(scheduleId, 0);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await prisma.refund.updateMany({ data: { createdAt: anHourAgo } });
  await aCancelled(scheduleId, 1);
  const before = await shown();
  expect(before).toMatchObject({ waiting: 2, refused: 0 });
  expect(before.seconds).toBeGreaterThanOrEqual(3_600);

  await gateway.behave({ cancel: { error: { next: 1, code: 'REFUND_REJECTED' } } });
  await giveBackToCards();
  expect(await shown()).toMatchObject({ waiting: 1, refused: 1 });

  await makeDue();
  await giveBackToCards();
  expect(await shown()).toEqual({ waiting: 0, refused: 0, seconds: 0 });
});
