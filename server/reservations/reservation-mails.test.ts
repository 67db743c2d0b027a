import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancellationJob } from '@/server/jobs/cancellations';
import { drainBus } from '@/server/jobs/bus';
import { busEventSchema } from '@/server/outbox/events.schema';
import { prisma } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { cancelSchedule } from '@/server/schedules';
import { anAdmin, aPaidReservation, aReservation, aSchedule, onceAs } from '@/server/testing';
import { catchMail, type MailCatcher } from '@/server/testing/mail-catcher';
import {
  cancelReservation,
  cancelReservationAsStaff,
  queueReservationMails,
  sendReservationMails,
} from './index';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await catchMail();
  vi.stubEnv('SMTP_URL', catcher.url);
  expect(env.SMTP_URL).toBe(catcher.url); // read once, while it is set
});
afterAll(() => catcher.stop());
beforeEach(() => {
  catcher.mails.splice(0);
  catcher.refuse = () => null;
});

const events = async () => {
  const rows = await prisma.outboxEvent.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ eventId, type, key, payload }) =>
    busEventSchema.parse({ eventId, type, key, payload }),
  );
};

type Reserved = Pick<Awaited<ReturnType<typeof aReservation>>, 'fan' | 'id'>;

const cancel = ({ fan, id: reservationId }: Reserved) =>
  cancelReservation(fan, { reservationId, reason: '', idempotency: onceAs(fan) });

async function drainAndSend() {
  await drainBus();
  await sendReservationMails();
}

const soon = () => aSchedule({ startsAt: new Date(Date.now() + 5 * 86_400_000) });
const won = (amount: number) => amount.toLocaleString('en-US');
const texts = () => catcher.mails.map(({ text }) => text);

/** As if the pause after a failed try were over. */
const makeDue = () => prisma.$executeRaw`UPDATE reservation_mails SET try_at = now()`;

describe('who paid', () => {
  it('is mailed show, seats, amount, rule and link in their language, and the refund when it is cancelled', async () => {
    const { id: scheduleId } = await soon();
    const korean = await aPaidReservation({ scheduleId, seatIds: [0, 1] });
    const english = await aPaidReservation({ scheduleId, seatIds: [4] });
    await prisma.account.update({ where: { id: english.fan.id }, data: { locale: 'en' } });
    await drainAndSend();
    const [ko, en] = [korean, english].map(
      ({ fan }) => catcher.mails.find(({ to }) => to === fan.email)!.text,
    );
    expect(ko).toContain(`결제 금액: ${won(korean.total)}원 (지갑)`);
    expect(ko).toContain('3일 전까지 20%');
    expect(ko!.match(/구역 \S+열 \d+번/g)).toHaveLength(2);
    expect(ko! + en!).not.toContain('undefined');
    expect(ko).toContain(`${env.PUBLIC_URL}/my/tickets`);
    expect(en).toContain(`Paid: ₩${won(english.total)} (wallet)`);
    catcher.mails.splice(0);

    const { refund } = await cancel(korean);
    const admin = await anAdmin();
    const command = { reservationId: english.id, reason: 'ill', idempotency: onceAs(admin) };
    await cancelReservationAsStaff(admin, command);
    await drainAndSend();
    expect(catcher.mails).toHaveLength(2);
    const all = texts().join('\n');
    expect(all).toContain(
      `환불 금액: ${won(refund!.amount)}원 (취소 수수료 ${won(refund!.fee)}원)`,
    );
    expect(all).toContain(`Refund: ₩${won(english.total)} (fee ₩0)`);
  });

  it('gets one mail of each event, delivered twice and in bursts, sent by two workers at once', async () => {
    const { id: scheduleId } = await soon();
    const seats = Array.from({ length: 20 }, (_, seat) => seat);
    const paid = [];
    for (const seat of seats) paid.push(await aPaidReservation({ scheduleId, seatIds: [seat] }));
    await cancel(paid[0]!);
    const all = await events();
    const twice = [...all, ...all.toReversed()];
    await Promise.all([
      ...[twice, twice.toReversed()].map(queueReservationMails),
      ...all.map((event) => queueReservationMails([event])),
    ]);
    await Promise.all([sendReservationMails(), sendReservationMails()]);
    await queueReservationMails(twice);
    await drainAndSend();
    const expected = [...paid, paid[0]!].map(({ fan }) => fan.email);
    expect(catcher.mails.map(({ to }) => to).toSorted()).toEqual(expected.toSorted());
  });

  it('gets the mail later when the mail server failed midway, and an address it refuses holds up nobody', async () => {
    const { id: scheduleId } = await soon();
    const [bad, unlucky, lucky] = [
      await aPaidReservation({ scheduleId, seatIds: [0] }),
      await aPaidReservation({ scheduleId, seatIds: [2] }),
      await aPaidReservation({ scheduleId, seatIds: [4] }),
    ];
    const codes = new Map([
      [bad.fan.email, 550],
      [unlucky.fan.email, 451],
    ]);
    catcher.refuse = (to) => codes.get(to) ?? null;
    await drainAndSend();
    expect(catcher.mails.map(({ to }) => to)).toEqual([lucky.fan.email]);
    expect(await prisma.reservationMail.findMany()).toMatchObject([
      { reservationId: unlucky.id, tries: 1 },
    ]);
    catcher.refuse = () => null;
    await sendReservationMails(); // not due yet
    expect(catcher.mails).toHaveLength(1);
    await makeDue();
    await drainAndSend();
    expect(catcher.mails.map(({ to }) => to)).toEqual([lucky.fan.email, unlucky.fan.email]);
    expect(await prisma.reservationMail.count()).toBe(0);
  });

  it('has the show’s own mail when the whole show is cancelled, and who paid nothing has none', async () => {
    const { id: scheduleId } = await soon();
    const paid = await aPaidReservation({ scheduleId, seatIds: [0] });
    await cancel(await aReservation({ scheduleId, seatIds: [3] }));
    await drainAndSend();
    expect(catcher.mails).toMatchObject([{ to: paid.fan.email }]);
    const admin = await anAdmin();
    await cancelSchedule(admin, { scheduleId, reason: 'storm', idempotency: onceAs(admin) });
    await cancellationJob.run();
    await drainAndSend();
    expect(catcher.mails).toHaveLength(2);
    expect(texts()[1]).toContain('수수료 없이 모두 지갑에');
  });
});
