import { selectConcertIds, type ConcertFilter } from '@/server/concerts/list.store';
import { searchTerms } from '@/server/concerts/search-text';
import { listUnshipped } from '@/server/outbox/outbox.store';
import { pruneAnswers } from '@/server/platform/idempotency';
import { newId } from '@/server/platform/id';
import {
  cancelOverdue,
  insertReservation,
  listOwned,
} from '@/server/reservations/reservations.store';
import { listStaffRows } from '@/server/reservations/staff-reservations.store';
import { staffReservationsQuerySchema } from '@/server/reservations/staff-reservations.schema';
import { selectSchedulesOf } from '@/server/schedules/schedules.store';
import { selectSteering } from '@/server/schedules/steering.store';
import { selectLiveSeats } from '@/server/seats/seats.store';
import { countAdmitted, listTicketRows } from '@/server/tickets/tickets.store';
import { listTicketIds } from '@/server/payments/payments.store';
import { listEndedSessions } from '@/server/users/password-reset.store';
import { findAccountByEmail } from '@/server/users/users.store';
import { findJoinedAt } from '@/server/waiting-room/draw/draw.store';
import { listUnfinishedSchedules } from '@/server/waiting-room/waiting-room.store';
import { listEntries } from '@/server/wallets/wallets.store';

/** An index, and the product's own statement that is to gain from it. */
export type Case = {
  index: string;
  table: string;
  /** What is asked, and by which function. */
  question: string;
  /** It refuses what must not be, so it stays whatever it saves. */
  isGuard?: true;
  ask(): Promise<unknown>;
};

/** As `nth` in data.sql. */
const nth = (kind: string, n: number) =>
  `${kind}0000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

const everything: ConcertFilter = {
  terms: [],
  state: null,
  owner: null,
  from: null,
  to: null,
  sale: null,
  sort: 'newest',
  page: 1,
  size: 20,
};
const everyReservation = staffReservationsQuerySchema.parse({});
const admin = { accountId: nth('a', 1), admin: true };

/** The statements, asked of `rows` rows. `title` is part of one of the concerts'. */
export function casesOf(rows: number, title: string): Case[] {
  const schedule = nth('d', rows);
  return [...catalogueCases(title), ...saleCases(schedule), ...afterwardsCases(schedule)];
}

const account = nth('a', 1_234);

const catalogueCases = (title: string): Case[] => [
  {
    index: 'accounts_email_unique',
    isGuard: true,
    table: 'accounts',
    question: 'who signs in (`findAccountByEmail`)',
    ask: () => findAccountByEmail('Fan4321@openrun.test'),
  },
  {
    index: 'accounts_sessions_from',
    table: 'accounts',
    question: 'whose sessions ended in the last hour (`listEndedSessions`)',
    ask: () => listEndedSessions(3_600),
  },
  {
    index: 'concerts_search_grams',
    table: 'concerts',
    question: 'two syllables of a title (`selectConcertIds`)',
    ask: () => selectConcertIds({ ...everything, state: 'published', terms: searchTerms(title) }),
  },
  {
    index: 'concerts_organiser',
    table: 'concerts',
    question: 'an organiser’s own concerts (`selectConcertIds`)',
    ask: () => selectConcertIds({ ...everything, owner: account }),
  },
  {
    index: 'schedules_concert',
    table: 'schedules',
    question: 'a concert’s schedules (`selectSchedulesOf`)',
    ask: () => selectSchedulesOf(nth('c', 1_234)),
  },
  {
    index: 'schedules_closes_at',
    table: 'schedules',
    question: 'whose sale is not over (`listUnfinishedSchedules`)',
    ask: () => listUnfinishedSchedules(),
  },
];

function saleCases(schedule: string): Case[] {
  let seat = 5_000;
  return [
    {
      index: 'reservations_account',
      table: 'reservations',
      question: 'a person’s reservations (`listOwned`)',
      ask: () => listOwned(account, undefined, 20),
    },
    {
      index: 'reservations_schedule',
      table: 'reservations',
      question: 'a sale’s reservations for its staff (`listStaffRows`)',
      ask: () => listStaffRows(null, { ...everyReservation, scheduleId: schedule }, 20),
    },
    {
      index: 'reservations_expiring',
      table: 'reservations',
      question: 'nobody paid in time, each second (`cancelOverdue`)',
      ask: () => cancelOverdue(100),
    },
    {
      index: 'reservation_seats_live_seat_unique',
      isGuard: true,
      table: 'reservation_seats',
      question: 'whose the seats of a schedule are (`selectLiveSeats`)',
      ask: () => selectLiveSeats(schedule),
    },
    {
      index: 'reservation_seats_live_slot_unique',
      isGuard: true,
      table: 'reservation_seats',
      question: 'the person’s free slots, in reserving (`insertReservation`)',
      ask: () => reserve(account, schedule, seat++),
    },
  ];
}

const afterwardsCases = (schedule: string): Case[] => [
  {
    index: 'wallet_transactions_pkey',
    table: 'wallet_transactions',
    question: 'a person’s ledger (`listEntries`)',
    ask: () => listEntries(account, undefined, 20),
  },
  {
    index: 'payments_completed_unique',
    isGuard: true,
    table: 'payments',
    question: 'what reservations were paid with (`listStaffRows`)',
    ask: () => listStaffRows(null, { ...everyReservation, scheduleId: schedule }, 20),
  },
  {
    index: 'tickets_account',
    table: 'tickets',
    question: 'a person’s tickets (`listTicketRows`)',
    ask: () => listTicketRows({ accountId: account, limit: 20 }),
  },
  {
    index: 'tickets_seat_unique',
    isGuard: true,
    table: 'tickets',
    question: 'a reservation’s tickets (`listTicketIds`)',
    ask: () => listTicketIds(nth('e', 1_234)),
  },
  {
    index: 'tickets_schedule',
    table: 'tickets',
    question: 'how many came in at the door (`countAdmitted`)',
    ask: () => countAdmitted(schedule, admin),
  },
  {
    index: 'outbox_unshipped',
    table: 'outbox',
    question: 'what the relay ships, ten times a second (`listUnshipped`)',
    ask: () => listUnshipped([0, 1, 2, 3, 4, 5, 6, 7], 1_000),
  },
  {
    index: 'idempotency_keys_created_at',
    table: 'idempotency_keys',
    question: 'which answers are a day old, each minute (`pruneAnswers`)',
    ask: () => pruneAnswers(),
  },
  {
    index: 'line_events_joined',
    table: 'line_events',
    question: 'when somebody joined, for their receipt (`findJoinedAt`)',
    ask: () => findJoinedAt(schedule, account, 1_234),
  },
  {
    index: 'audit_log_subject',
    table: 'audit_log',
    question: 'what staff did to a sale (`selectSteering`)',
    ask: () => selectSteering(nth('d', 1_234)),
  },
];

function reserve(accountId: string, scheduleId: string, seatId: number) {
  const ids = { id: newId(), holdId: newId(), passId: newId(), isOnMap: true };
  const seats = [{ seatId, grade: 'VIP' as const }];
  const idempotency = { scope: newId(), requestHash: '' };
  return insertReservation({ ...ids, scheduleId, accountId, seats, idempotency });
}
