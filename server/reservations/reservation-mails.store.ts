import { prisma } from '@/server/platform/db';
import { scheduleCancelledReason } from './cancellation.schema';

export type MailKind = 'paid' | 'refunded';
export type NewMail = { eventId: string; reservationId: string; kind: MailKind };
export type DueMail = NewMail & { tries: number };

const consumer = 'reservation-mail';

/** Has each event's mail sent, once: noted in the statement that queues it. */
export async function insertMails(mails: NewMail[]): Promise<void> {
  await prisma.$executeRaw`
    WITH given AS MATERIALIZED (
      SELECT DISTINCT ON (event_id) * FROM unnest(
        ${mails.map(({ eventId }) => eventId)}::uuid[],
        ${mails.map(({ reservationId }) => reservationId)}::uuid[],
        ${mails.map(({ kind }) => kind)}::text[]
      ) AS g (event_id, reservation_id, kind) ORDER BY event_id
    ), noted AS (
      INSERT INTO consumed_events (consumer, event_id)
      SELECT ${consumer}, event_id FROM given ORDER BY event_id
      ON CONFLICT DO NOTHING RETURNING event_id
    )
    INSERT INTO reservation_mails (event_id, reservation_id, kind)
    SELECT event_id, reservation_id, kind FROM noted JOIN given USING (event_id)`;
}

/** A try ends by then, or another worker takes it over. */
const tryLeaseSeconds = 120;

/** Takes mails that are due, those longest due first; nobody else takes them for two minutes. */
export function takeDueMails(limit: number): Promise<DueMail[]> {
  return prisma.$queryRaw<DueMail[]>`
    WITH due AS (
      SELECT event_id FROM reservation_mails WHERE try_at <= now()
      ORDER BY try_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE reservation_mails m SET try_at = now() + make_interval(secs => ${tryLeaseSeconds}), tries = m.tries + 1
    FROM due WHERE m.event_id = due.event_id
    RETURNING m.event_id::text AS "eventId", m.reservation_id::text AS "reservationId", m.kind, m.tries`;
}

/** Sent, or not to be sent any more. */
export async function deleteMail(eventId: string): Promise<void> {
  await prisma.$executeRaw`DELETE FROM reservation_mails WHERE event_id = ${eventId}::uuid`;
}

export async function retryMail(eventId: string, seconds: number): Promise<void> {
  await prisma.$executeRaw`
    UPDATE reservation_mails SET try_at = now() + make_interval(secs => ${seconds}::float8)
    WHERE event_id = ${eventId}::uuid`;
}

/** What mails tell of. Those that went with their show are left out: they have a mail of their own. */
export async function findMailed(reservationIds: string[]) {
  const rows = await prisma.reservation.findMany({
    where: { id: { in: reservationIds } },
    select: {
      id: true,
      cancelledReason: true,
      account: { select: { email: true, name: true, locale: true } },
      reservationSeats: { select: { seatIndex: true }, orderBy: { seatIndex: 'asc' } },
      schedule: {
        select: {
          startsAt: true,
          cancelledAt: true,
          concert: { select: { titleKo: true, titleEn: true } },
          layout: { select: { id: true, venue: { select: { nameKo: true, nameEn: true } } } },
        },
      },
      payments: {
        where: { status: 'COMPLETED' },
        select: { method: true, amount: true, refund: { select: { amount: true, fee: true } } },
      },
    },
  });
  const withShow = (row: (typeof rows)[number]) =>
    row.schedule.cancelledAt !== null && row.cancelledReason === scheduleCancelledReason;
  return rows.filter((row) => !withShow(row));
}

export type MailedRow = Awaited<ReturnType<typeof findMailed>>[number];
