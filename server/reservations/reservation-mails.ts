import assert from 'node:assert';
import { canSendMail, isAddressRefused, sendMail } from '@/server/notifications';
import type { BusEvent } from '@/server/outbox';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { findLayout } from '@/server/venues';
import { findSeatPlace } from '@/server/venues/layout.schema';
import { paidMail, refundedMail, type MailedReservation } from './reservation-mail';
import {
  deleteMail,
  findMailed,
  insertMails,
  retryMail,
  takeDueMails,
  type DueMail,
  type MailedRow,
  type NewMail,
} from './reservation-mails.store';

/** As many go to the mail server at once, each by a connection of its own. */
const mailsInFlightMax = 16;
/** Two days and more of tries. */
const triesMax = 300;
/** Between tries: 10, 20, 40, … s up to ten minutes. */
const pauseSeconds = ({ tries }: DueMail) => Math.min(600, 5 * 2 ** Math.min(tries, 7));

function mailOf({ eventId, type, payload }: BusEvent): NewMail[] {
  if (type === 'reservation.reserved') {
    return [{ eventId, reservationId: payload.reservationId, kind: 'paid' }];
  }
  if (type !== 'reservation.cancelled' || !payload.paid) return [];
  return [{ eventId, reservationId: payload.reservationId, kind: 'refunded' }];
}

/**
 * Has fans mailed what they paid and what was cancelled with its refund, each event once, in one statement. Where there is
 * no mail server nothing is kept to be sent: nobody waits for these to go on.
 */
export async function queueReservationMails(events: BusEvent[]): Promise<void> {
  const mails = canSendMail() ? events.flatMap(mailOf) : [];
  if (mails.length > 0) await insertMails(mails);
}

/**
 * Sends what is due, until nothing is; any number of workers may. Only a crash between the mail server's yes and ours
 * sends one twice. Stops when a mail could not be sent; that one is tried later.
 */
export async function sendReservationMails(): Promise<void> {
  if (!canSendMail()) return;
  for (;;) {
    const due = await takeDueMails(mailsInFlightMax);
    if (due.length === 0) return;
    const rows = await findMailed(due.map(({ reservationId }) => reservationId));
    const found = new Map(rows.map((row) => [row.id, row]));
    const sent = await Promise.all(due.map((mail) => settle(mail, found.get(mail.reservationId))));
    if (sent.includes(false)) return;
  }
}

/** Whether it is done with. */
async function settle(mail: DueMail, row: MailedRow | undefined): Promise<boolean> {
  try {
    if (row) await send(mail, row);
  } catch (error) {
    const given = isAddressRefused(error) || mail.tries >= triesMax;
    const facts = { reservationId: mail.reservationId, error: (error as Error).message };
    log.warn(facts, given ? 'a mail is given up' : 'a mail is tried again later');
    if (!given) await retryMail(mail.eventId, pauseSeconds(mail));
    if (!given) return false;
  }
  await deleteMail(mail.eventId);
  return true;
}

async function send({ kind }: DueMail, row: MailedRow): Promise<void> {
  const of = await present(row);
  if (kind === 'refunded' && !of.refund) return;
  const to = row.account.email;
  if (kind === 'refunded') await sendMail({ to, ...refundedMail(of, `${env.PUBLIC_URL}/my`) });
  else await sendMail({ to, ...paidMail(of, `${env.PUBLIC_URL}/my/tickets`) });
}

async function present(row: MailedRow): Promise<MailedReservation> {
  const { account, schedule, reservationSeats, payments } = row;
  const { concert, layout } = schedule;
  const [payment] = payments;
  assert(payment, `reservation ${row.id} was paid`);
  const { refund } = payment;
  return {
    name: account.name,
    locale: account.locale === 'en' ? 'en' : 'ko',
    title: { ko: concert.titleKo, en: concert.titleEn },
    venue: { ko: layout.venue.nameKo, en: layout.venue.nameEn },
    startsAt: schedule.startsAt,
    seats: await seatsOf(
      layout.id,
      reservationSeats.map(({ seatIndex }) => seatIndex),
    ),
    method: payment.method as MailedReservation['method'],
    amount: Number(payment.amount),
    refund: refund && { amount: Number(refund.amount), fee: Number(refund.fee) },
  };
}

async function seatsOf(layoutId: string, seatIndexes: number[]) {
  const layout = (await findLayout(layoutId))!;
  return seatIndexes.map((seatIndex) => {
    const { section, row, number } = findSeatPlace(layout, seatIndex)!;
    const floor = layout.floors.find(({ id }) => id === section.floorId)!.name;
    return { floor, section: section.name, row: row.name, number };
  });
}
