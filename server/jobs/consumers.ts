import { releaseCancelled } from '@/server/holds';
import type { BusEvent, Consumer } from '@/server/outbox';
import { logMoney } from '@/server/payments';
import { Refusal } from '@/server/platform/refusal';
import { groupBy } from '@/server/platform/lists';
import { countSales } from '@/server/sales';
import { queueReservationMails } from '@/server/reservations';
import { prepareSeats, settleReservations } from '@/server/seats';
import { configureLine, finishPlaces } from '@/server/waiting-room';
import { mail, mailOfShows } from './mail';

/** The schedules that changed, once each: what is told is what they say now. */
const changedSchedules = (events: BusEvent[]) => {
  const changed = events.filter((event) => event.type === 'schedule.changed');
  return [...new Set(changed.map(({ payload }) => payload.scheduleId))];
};

/** A deleted schedule has no map: preparing it has forgotten the one there was. A cancelled one has no holds. */
async function followSchedule(scheduleId: string): Promise<void> {
  try {
    await prepareSeats(scheduleId);
    await releaseCancelled(scheduleId);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
  }
}

/** The map follows what Postgres decided. */
const seatMap: Consumer = {
  name: 'seat-map',
  types: [
    'schedule.changed',
    'reservation.created',
    'reservation.reserved',
    'reservation.cancelled',
  ],
  async handle(events) {
    for (const scheduleId of changedSchedules(events)) await followSchedule(scheduleId);
    const reservationIds = events.flatMap(({ payload }) =>
      'reservationId' in payload ? [payload.reservationId] : [],
    );
    await settleReservations([...new Set(reservationIds)]);
  },
};

/** The line follows its schedule, and a paid person's place inside goes to the next one. */
const line: Consumer = {
  name: 'line',
  types: ['schedule.changed', 'reservation.reserved'],
  async handle(events) {
    for (const scheduleId of changedSchedules(events)) await configureLine(scheduleId);
    const paid = events.filter((event) => event.type === 'reservation.reserved');
    const passes = paid.map(({ payload }) => payload);
    for (const [scheduleId, ended] of groupBy(passes, (pass) => pass.scheduleId))
      await finishPlaces(scheduleId, ended);
  },
};

/** What was sold, in one statement a batch: it runs beside the sale. */
const sales: Consumer = {
  name: 'sales',
  types: ['reservation.reserved', 'reservation.cancelled'],
  handle: countSales,
};

/** Only notes what is to be mailed: `mailJob` sends it, however long the mail server takes. */
const reservationMail: Consumer = {
  name: 'reservation-mail',
  types: ['reservation.reserved', 'reservation.cancelled'],
  handle: queueReservationMails,
};

/** What money did by itself, for staff to read. */
const auditLog: Consumer = {
  name: 'audit-log',
  types: ['payment.returned', 'refund.refused'],
  handle: logMoney,
};

export const consumers: Consumer[] = [
  seatMap,
  line,
  sales,
  mail,
  mailOfShows,
  reservationMail,
  auditLog,
];
