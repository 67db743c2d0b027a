import assert from 'node:assert';
import { requireAccount, type Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { findLayout } from '@/server/venues';
import { findSeatPlace } from '@/server/venues/layout.schema';
import { signTicket } from './ticket-code';
import { ticketNumber } from './ticket-number';
import type { Ticket, Tickets, TicketSeat, TicketsQuery, TicketWithCode } from './tickets.schema';
import { findTicketRow, listTicketRows, type TicketRow } from './tickets.store';

/** The actor's tickets, newest first; of one reservation when asked. */
export async function listTickets(actor: Actor, query: TicketsQuery): Promise<Tickets> {
  const { id: accountId } = requireAccount(actor);
  const rows = await listTicketRows({ accountId, ...query, limit: query.size + 1 });
  const page = rows.slice(0, query.size);
  return {
    tickets: await Promise.all(page.map(presentTicket)),
    nextCursor: rows.length > query.size ? page.at(-1)!.id : null,
  };
}

/** One of the actor's tickets with its code; anybody else's is not found. */
export async function findTicket(actor: Actor, ticketId: string): Promise<TicketWithCode> {
  const account = requireAccount(actor);
  const row = await findTicketRow(ticketId);
  if (row?.account_id !== account.id) throw new Refusal('not_found');
  const code = signTicket({ ticketId, scheduleId: row.schedule_id });
  return { ...(await presentTicket(row)), code: row.status === 'VOID' ? null : code };
}

async function presentTicket(row: TicketRow): Promise<Ticket> {
  return {
    id: row.id,
    number: ticketNumber(row.id),
    status: row.status === 'VALID' && row.admitted_at ? 'USED' : row.status,
    reservationId: row.reservation_id,
    price: Number(row.price),
    seat: await seatOf(row.layout_id, row.seat_index),
    concert: {
      id: row.concert_id,
      title: { ko: row.title_ko, en: row.title_en },
      artist: { ko: row.artist_ko, en: row.artist_en },
      posterSeed: row.poster_seed,
      runningMinutes: row.running_minutes,
      ageLimit: row.age_limit,
    },
    schedule: {
      id: row.schedule_id,
      startsAt: row.starts_at.toISOString(),
      cancelled: row.cancelled_at !== null,
    },
    venue: {
      name: { ko: row.name_ko, en: row.name_en },
      address: { ko: row.address_ko, en: row.address_en },
    },
    admittedAt: row.admitted_at?.toISOString() ?? null,
    admittedGate: row.admitted_gate,
  };
}

/** What is printed for a seat of a layout. */
export async function seatOf(layoutId: string, seatIndex: number): Promise<TicketSeat> {
  const layout = await findLayout(layoutId);
  const place = layout && findSeatPlace(layout, seatIndex);
  assert(place, `layout ${layoutId} has seat ${seatIndex}`);
  const { section, row, number } = place;
  const floor = layout.floors.find(({ id }) => id === section.floorId)!.name;
  return { floor, section: section.name, row: row.name, number, grade: section.grade };
}
