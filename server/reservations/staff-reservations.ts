import { requireStaff, type Actor } from '@/server/platform/actor';
import { seatOf } from '@/server/tickets';
import type {
  StaffReservation,
  StaffReservations,
  StaffReservationsQuery,
} from './staff-reservations.schema';
import { listStaffRows, type StaffReservationRow } from './staff-reservations.store';

/** Reservations, newest first: an organiser's own concerts', an admin's all. */
export async function listStaffReservations(
  actor: Actor,
  query: StaffReservationsQuery,
): Promise<StaffReservations> {
  const staff = requireStaff(actor);
  const organiserId = staff.role === 'ADMIN' ? null : staff.id;
  const rows = await listStaffRows(organiserId, query, query.size + 1);
  const page = rows.slice(0, query.size);
  return {
    reservations: await Promise.all(page.map(present)),
    nextCursor: rows.length > query.size ? page.at(-1)!.id : null,
  };
}

async function present(row: StaffReservationRow): Promise<StaffReservation> {
  return {
    id: row.id,
    status: row.status,
    buyer: { id: row.account_id, name: row.name, email: row.email },
    concert: { id: row.concert_id, title: { ko: row.title_ko, en: row.title_en } },
    schedule: { id: row.schedule_id, startsAt: row.starts_at.toISOString() },
    seats: await Promise.all(row.seat_indexes.map((seat) => seatOf(row.layout_id, seat))),
    total: Number(row.total),
    createdAt: row.created_at.toISOString(),
    reservedAt: row.reserved_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    cancelledReason: row.cancelled_reason,
    refund: row.refund_status
      ? {
          amount: Number(row.refund_amount),
          fee: Number(row.refund_fee),
          status: row.refund_status,
        }
      : null,
  };
}
