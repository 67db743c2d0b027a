import type { BusEvent, EventType } from '@/server/outbox';
import { Refusal } from '@/server/platform/refusal';
import { prepareSeats, settleReservation } from '@/server/seats';
import { configureLine, finishPlace } from '@/server/waiting-room';

/** What reacts to events, each at its own pace. `handle` may see an event twice and must not mind. */
export type Consumer = { name: string; types: EventType[]; handle(event: BusEvent): Promise<void> };

/** A deleted schedule has no map: preparing it has forgotten the one there was. */
const followSchedule = (scheduleId: string) =>
  prepareSeats(scheduleId).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
  });

/** The map follows what Postgres decided. */
const seatMap: Consumer = {
  name: 'seat-map',
  types: [
    'schedule.changed',
    'reservation.created',
    'reservation.reserved',
    'reservation.cancelled',
  ],
  async handle(event) {
    if (event.type === 'schedule.changed') return followSchedule(event.payload.scheduleId);
    if ('reservationId' in event.payload) await settleReservation(event.payload.reservationId);
  },
};

/** The line follows its schedule, and a paid person's place inside goes to the next one. */
const line: Consumer = {
  name: 'line',
  types: ['schedule.changed', 'reservation.reserved'],
  async handle(event) {
    if (event.type === 'schedule.changed') await configureLine(event.payload.scheduleId);
    if (event.type !== 'reservation.reserved') return;
    await finishPlace(event.payload);
  },
};

export const consumers: Consumer[] = [seatMap, line];
