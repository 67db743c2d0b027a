import { z } from 'zod';

const reservationFacts = z.object({
  reservationId: z.uuid(),
  scheduleId: z.uuid(),
  accountId: z.uuid(),
  passId: z.uuid(),
  seatIndexes: z.array(z.number().int()),
});

const paymentFacts = z.object({
  paymentId: z.uuid(),
  reservationId: z.uuid(),
  /** Puts a payment's events into the partition of its reservation's. */
  scheduleId: z.uuid(),
  accountId: z.uuid(),
  /** Integer won. */
  amount: z.number().int(),
});

/** Every event: what it is called and what it carries. `key` orders events that share it (a reservation's, a schedule's). */
export const eventSchemas = {
  'schedule.changed': z.object({ scheduleId: z.uuid() }),
  /** Of seats that nobody had held: a hold's are RESERVING on the map before the reservation is written. */
  'reservation.created': reservationFacts,
  'reservation.reserved': reservationFacts,
  'reservation.cancelled': reservationFacts.extend({
    reason: z.string(),
    /** Whether it had been paid and is refunded. An event from before it said so leaves that to its rows. */
    paid: z.boolean().default(true),
  }),
  // the steps of a card payment, in their reservation's order
  'payment.confirming': paymentFacts,
  'payment.completed': paymentFacts,
  'payment.failed': paymentFacts.extend({ code: z.string() }),
  'payment.returned': paymentFacts,
  'refund.completed': paymentFacts.extend({ refundId: z.uuid() }),
  /** The gateway said no, for the first time: it is asked again, and somebody should look. */
  'refund.refused': paymentFacts.extend({ refundId: z.uuid(), code: z.string() }),
  'account.created': z.object({ accountId: z.uuid() }),
  /** null where the e-mail that was asked for has no account. */
  'password_reset.asked': z.object({ accountId: z.uuid().nullable() }),
} as const;

export type EventType = keyof typeof eventSchemas;

export type EventPayload<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

export type NewEvent = {
  [T in EventType]: { type: T; key: string; payload: EventPayload<T> };
}[EventType];

/** As it travels on the bus; delivered at least once, and `eventId` says which one it was. */
export type BusEvent = NewEvent & { eventId: string };

export const busEventSchema = z
  .object({ eventId: z.uuid(), type: z.string(), key: z.string(), payload: z.unknown() })
  .transform((event) => {
    const payload = eventSchemas[event.type as EventType].parse(event.payload);
    return { ...event, payload } as BusEvent;
  });

const firstType = /^\{"type":"([^"\\]*)"/;

/** What a message on the bus is called, without reading all of it; '' when it is not as a relay writes it. */
export const typeOf = (body: string): string => firstType.exec(body)?.[1] ?? '';
