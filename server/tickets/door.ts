import { requireStaff, type Account, type Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { verifyTicket } from './ticket-code';
import { ticketIdRange, ticketNumber } from './ticket-number';
import { seatOf } from './tickets';
import type { Admission, AdmissionInput, Door, DoorCount } from './tickets.schema';
import {
  countAdmitted,
  findTicketIdInRange,
  findTicketRow,
  listDoorRows,
  updateAdmitted,
  type StaffScope,
  type TicketRow,
} from './tickets.store';

const doorsMax = 100;

const scopeOf = ({ id, role }: Account): StaffScope => ({
  accountId: id,
  admin: role === 'ADMIN',
});

/** The shows whose door this staff may stand at: an organiser's own, an admin's all. */
export async function listDoors(actor: Actor): Promise<Door[]> {
  const rows = await listDoorRows(scopeOf(requireStaff(actor)), doorsMax);
  return rows.map((row) => ({
    scheduleId: row.id,
    title: { ko: row.title_ko, en: row.title_en },
    startsAt: row.starts_at.toISOString(),
    venue: { ko: row.name_ko, en: row.name_en },
  }));
}

export async function countDoor(actor: Actor, scheduleId: string): Promise<DoorCount> {
  const row = await countAdmitted(scheduleId, scopeOf(requireStaff(actor)));
  if (!row) throw new Refusal('not_found');
  return { tickets: Number(row.tickets), admitted: Number(row.admitted) };
}

/**
 * Lets the holder of a ticket in, once. Refuses `ticket_invalid` (forged, or no such ticket),
 * `ticket_other_schedule` (with which), `ticket_void`, and `ticket_used` with when and where.
 */
export async function admitTicket(
  actor: Actor,
  { scheduleId, code, gate }: AdmissionInput & { scheduleId: string },
): Promise<Admission> {
  const staff = scopeOf(requireStaff(actor));
  const ticketId = verifyTicket(code)?.ticketId ?? (await findTypedTicket(code));
  if (!ticketId) throw new Refusal('ticket_invalid');
  const row = await updateAdmitted(ticketId, scheduleId, gate, staff);
  if (!row) throw await whyNotAdmitted(ticketId, scheduleId, staff);
  return {
    ticketId,
    number: ticketNumber(ticketId),
    seat: await seatOf(row.layout_id, row.seat_index),
    holder: row.holder,
    admittedAt: row.admitted_at.toISOString(),
    gate,
  };
}

async function findTypedTicket(typed: string): Promise<string | null> {
  const range = ticketIdRange(typed);
  return range && findTicketIdInRange(range.first, range.last);
}

async function whyNotAdmitted(ticketId: string, scheduleId: string, staff: StaffScope) {
  const ticket = await findTicketRow(ticketId);
  if (!ticket) return new Refusal('ticket_invalid');
  if (ticket.schedule_id !== scheduleId) return otherSchedule(ticket);
  if (!staff.admin && ticket.organiser_id !== staff.accountId) return new Refusal('not_found');
  if (ticket.status === 'VOID' || ticket.cancelled_at) return new Refusal('ticket_void');
  return new Refusal('ticket_used', {
    number: ticketNumber(ticket.id),
    seat: await seatOf(ticket.layout_id, ticket.seat_index),
    admittedAt: ticket.admitted_at?.toISOString(),
    gate: ticket.admitted_gate,
  });
}

function otherSchedule(ticket: TicketRow): Refusal {
  return new Refusal('ticket_other_schedule', {
    title: { ko: ticket.title_ko, en: ticket.title_en },
    startsAt: ticket.starts_at.toISOString(),
  });
}
