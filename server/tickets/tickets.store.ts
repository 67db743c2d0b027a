import { Prisma, prisma } from '@/server/platform/db';

export type TicketRow = {
  id: string;
  account_id: string;
  status: 'VALID' | 'VOID';
  reservation_id: string;
  seat_index: number;
  admitted_at: Date | null;
  admitted_gate: string | null;
  price: bigint;
  schedule_id: string;
  starts_at: Date;
  cancelled_at: Date | null;
  layout_id: string;
  concert_id: string;
  organiser_id: string;
  title_ko: string;
  title_en: string;
  artist_ko: string;
  artist_en: string;
  poster_seed: string;
  running_minutes: number;
  age_limit: number;
  name_ko: string;
  name_en: string;
  address_ko: string;
  address_en: string;
};

const ticketRows = Prisma.sql`
  SELECT t.id, t.account_id, t.status, t.reservation_id, t.seat_index, t.admitted_at, t.admitted_gate,
    rs.price, t.schedule_id, s.starts_at, s.cancelled_at, s.layout_id, s.concert_id, c.organiser_id,
    c.title_ko, c.title_en, c.artist_ko, c.artist_en, c.poster_seed, c.running_minutes, c.age_limit,
    v.name_ko, v.name_en, v.address_ko, v.address_en
  FROM tickets t
  JOIN reservation_seats rs ON rs.reservation_id = t.reservation_id AND rs.seat_index = t.seat_index
  JOIN schedules s ON s.id = t.schedule_id
  JOIN concerts c ON c.id = s.concert_id
  JOIN layouts l ON l.id = s.layout_id
  JOIN venues v ON v.id = l.venue_id`;

type TicketsOf = { accountId: string; reservationId?: string; cursor?: string; limit: number };

/** An account's tickets before `cursor`, newest first. */
export function listTicketRows({ accountId, reservationId, cursor, limit }: TicketsOf) {
  return prisma.$queryRaw<TicketRow[]>`${ticketRows}
    WHERE t.account_id = ${accountId}::uuid
      AND (${reservationId ?? null}::uuid IS NULL OR t.reservation_id = ${reservationId ?? null}::uuid)
      AND (${cursor ?? null}::uuid IS NULL OR t.id < ${cursor ?? null}::uuid)
    ORDER BY t.id DESC LIMIT ${limit}`;
}

export async function findTicketRow(id: string): Promise<TicketRow | null> {
  const rows = await prisma.$queryRaw<TicketRow[]>`${ticketRows} WHERE t.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** The one ticket with an id in the range; null when there is none, or when it is not clear which. */
export async function findTicketIdInRange(first: string, last: string): Promise<string | null> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM tickets WHERE id BETWEEN ${first}::uuid AND ${last}::uuid LIMIT 2`;
  return rows.length === 1 ? rows[0]!.id : null;
}

export type StaffScope = { accountId: string; admin: boolean };

type AdmissionRow = { seat_index: number; admitted_at: Date; holder: string; layout_id: string };

/**
 * Admits a ticket of the schedule once: null when it is not there, not valid, used, or not this staff's. Of two
 * at the same moment the second waits for the row and then finds it used.
 */
export async function updateAdmitted(
  ticketId: string,
  scheduleId: string,
  gate: string,
  staff: StaffScope,
): Promise<AdmissionRow | null> {
  const rows = await prisma.$queryRaw<AdmissionRow[]>`
    UPDATE tickets t SET admitted_at = now(), admitted_gate = ${gate}, admitted_by = ${staff.accountId}::uuid
    FROM schedules s, concerts c, accounts holder
    WHERE t.id = ${ticketId}::uuid AND t.schedule_id = ${scheduleId}::uuid
      AND t.status = 'VALID' AND t.admitted_at IS NULL
      AND s.id = t.schedule_id AND s.cancelled_at IS NULL
      AND c.id = s.concert_id AND (${staff.admin} OR c.organiser_id = ${staff.accountId}::uuid)
      AND holder.id = t.account_id
    RETURNING t.seat_index, t.admitted_at, holder.name AS holder, s.layout_id`;
  return rows[0] ?? null;
}

export type DoorRow = {
  id: string;
  starts_at: Date;
  title_ko: string;
  title_en: string;
  name_ko: string;
  name_en: string;
};

/** Shows that start from yesterday on, soonest first. */
export function listDoorRows(staff: StaffScope, limit: number) {
  return prisma.$queryRaw<DoorRow[]>`
    SELECT s.id, s.starts_at, c.title_ko, c.title_en, v.name_ko, v.name_en
    FROM schedules s
    JOIN concerts c ON c.id = s.concert_id
    JOIN layouts l ON l.id = s.layout_id
    JOIN venues v ON v.id = l.venue_id
    WHERE s.starts_at > now() - interval '1 day' AND s.cancelled_at IS NULL
      AND (${staff.admin} OR c.organiser_id = ${staff.accountId}::uuid)
    ORDER BY s.starts_at, s.id LIMIT ${limit}`;
}

/** How many tickets a show has and how many came in; null when there is no such show for this staff. */
export async function countAdmitted(scheduleId: string, staff: StaffScope) {
  const rows = await prisma.$queryRaw<{ tickets: bigint; admitted: bigint }[]>`
    SELECT count(t.id) FILTER (WHERE t.status = 'VALID') AS tickets, count(t.admitted_at) AS admitted
    FROM schedules s
    JOIN concerts c ON c.id = s.concert_id
    LEFT JOIN tickets t ON t.schedule_id = s.id
    WHERE s.id = ${scheduleId}::uuid AND (${staff.admin} OR c.organiser_id = ${staff.accountId}::uuid)
    GROUP BY s.id`;
  return rows[0] ?? null;
}
