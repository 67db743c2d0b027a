import { Prisma, prisma } from '@/server/platform/db';
import type { ReservationStatus } from './reservations.schema';
import type { StaffReservationsQuery } from './staff-reservations.schema';

export type StaffReservationRow = {
  id: string;
  status: ReservationStatus;
  total: bigint;
  created_at: Date;
  reserved_at: Date | null;
  cancelled_at: Date | null;
  cancelled_reason: string | null;
  account_id: string;
  name: string;
  email: string;
  concert_id: string;
  title_ko: string;
  title_en: string;
  schedule_id: string;
  starts_at: Date;
  layout_id: string;
  seat_indexes: number[];
  refund_amount: bigint | null;
  refund_fee: bigint | null;
  refund_status: string | null;
};

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whom or what a search means: an id, an address, a name. */
function matches(query: string): Prisma.Sql {
  if (uuidPattern.test(query)) return Prisma.sql`r.id = ${query}::uuid`;
  const text = query.toLowerCase();
  const found = query.includes('@')
    ? Prisma.sql`starts_with(lower(email), ${text})`
    : Prisma.sql`position(${text} IN lower(name)) > 0`;
  return Prisma.sql`r.account_id IN (SELECT id FROM accounts WHERE ${found})`;
}

/** Reservations of the organiser's concerts (of all, when null) before the cursor, newest first. */
export function listStaffRows(
  organiserId: string | null,
  { concertId, scheduleId, status, query, cursor }: StaffReservationsQuery,
  limit: number,
) {
  const conditions = [
    Prisma.sql`true`,
    ...(organiserId ? [Prisma.sql`c.organiser_id = ${organiserId}::uuid`] : []),
    ...(concertId ? [Prisma.sql`s.concert_id = ${concertId}::uuid`] : []),
    ...(scheduleId ? [Prisma.sql`r.schedule_id = ${scheduleId}::uuid`] : []),
    ...(status ? [Prisma.sql`r.status = ${status}`] : []),
    ...(query ? [matches(query)] : []),
    ...(cursor ? [Prisma.sql`r.id < ${cursor}::uuid`] : []),
  ];
  return prisma.$queryRaw<StaffReservationRow[]>`
    SELECT r.id, r.status, r.total, r.created_at, r.reserved_at, r.cancelled_at, r.cancelled_reason,
      a.id AS account_id, a.name, a.email, c.id AS concert_id, c.title_ko, c.title_en,
      s.id AS schedule_id, s.starts_at, s.layout_id,
      f.amount AS refund_amount, f.fee AS refund_fee, f.status AS refund_status,
      ARRAY(SELECT seat_index FROM reservation_seats rs WHERE rs.reservation_id = r.id ORDER BY 1)
        AS seat_indexes
    FROM reservations r
    JOIN accounts a ON a.id = r.account_id
    JOIN schedules s ON s.id = r.schedule_id
    JOIN concerts c ON c.id = s.concert_id
    LEFT JOIN payments p ON p.reservation_id = r.id AND p.status = 'COMPLETED'
    LEFT JOIN refunds f ON f.payment_id = p.id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY r.id DESC LIMIT ${limit}`;
}
