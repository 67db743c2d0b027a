import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancellationJob } from '@/server/jobs/cancellations';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { cancelSchedule } from '@/server/schedules';
import { anAdmin, aPaidReservation, aReservation, aSchedule, onceAs } from '@/server/testing';
import { catchMail, type MailCatcher } from '@/server/testing/mail-catcher';
import { cancelReservation, sendShowCancelled } from './index';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await catchMail();
  vi.stubEnv('SMTP_URL', catcher.url);
  expect(env.SMTP_URL).toBe(catcher.url); // read once, while it is set
});
afterAll(() => catcher.stop());
beforeEach(() => void catcher.mails.splice(0));

async function cancelShow(scheduleId: string) {
  const admin = await anAdmin();
  await cancelSchedule(admin, { scheduleId, reason: 'storm', idempotency: onceAs(admin) });
  await cancellationJob.run();
}

describe('whose show was cancelled', () => {
  it('is told what happened and what came back, in their language', async () => {
    const { id: scheduleId } = await aSchedule();
    const paid = await aPaidReservation({ scheduleId, seatIds: [0, 1] });
    const unpaid = await aReservation({ scheduleId, seatIds: [5] });
    await prisma.account.update({ where: { id: unpaid.fan.id }, data: { locale: 'en' } });
    await cancelShow(scheduleId);
    await drainBus();
    expect(catcher.mails).toMatchObject([{ to: paid.fan.email }, { to: unpaid.fan.email }]);
    const [korean, english] = catcher.mails.map(({ text }) => text);
    expect(korean).toContain(`${paid.total.toLocaleString('en-US')}원은 수수료 없이 모두 지갑에`);
    expect(korean).not.toContain('storm');
    expect(english).toContain('there is nothing to give back');
  });

  it('is told nothing of a reservation that they had cancelled themselves', async () => {
    const { id, fan, scheduleId } = await aReservation();
    await cancelReservation(fan, { reservationId: id, reason: '', idempotency: onceAs(fan) });
    await cancelShow(scheduleId);
    await sendShowCancelled(id);
    expect(catcher.mails).toEqual([]);
  });
});
