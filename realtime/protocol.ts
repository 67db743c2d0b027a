import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { saleSchema } from '@/server/schedules/schedules.schema';
import { gradeSchema } from '@/server/venues/layout.schema';
import {
  lineNoticeSchema,
  lineSchema,
  placeSchema,
} from '@/server/waiting-room/waiting-room.schema';

/**
 * The Socket.IO streams. Every message both ways, by namespace and name; safe in a browser. A client sends `watch`
 * with the schedule that it looks at (one at a time) and is acknowledged with what it needs to start; the rest is
 * broadcast, the same to everybody who watches. WebSocket only; whoever has no socket polls the HTTP API.
 */
export const watchSchema = z.object({ scheduleId: idSchema });

/** What every message from a client is acknowledged with. */
export const answerSchema = <T extends z.ZodType>(data: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), data }),
    z.object({ ok: z.literal(false), code: z.string(), facts: z.record(z.string(), z.unknown()) }),
  ]);
export type Answer<T> =
  | { ok: true; data: T }
  | { ok: false; code: string; facts: Record<string, unknown> };

/** Told on any namespace when a message was not understood or came too often; the third time, the socket is closed. */
export const problemSchema = z.object({ code: z.string() });

/** Namespace `/queue`: one line. */
export const queueMessages = {
  client: {
    /**
     * Answered with the line, and with the sender's place if there is one. `takesOver`: a page just opened, which is
     * the person's live one from now on; the others are told `elsewhere`.
     */
    watch: watchSchema.extend({ takesOver: z.boolean().optional() }),
    /** Answered with the sender's place now. */
    place: z.object({}),
  },
  server: {
    /**
     * Once a second, and every two in a crowd: the last number that had its turn, how many ever joined, how many wait, numbers coming
     * up a minute, Unix ms. All a client needs to reckon its own position; at most 64 bytes as it is sent.
     */
    tick: z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()]),
    /** In place of a tick: the line cannot be read. It stands still and is safe, and nobody is called. */
    fault: z.object({}),
    /** Anything but the line's counters changed. */
    line: lineSchema,
    /** To a device: another one of the same person is the live one now. */
    elsewhere: z.object({}),
    /** To the devices of one person: the line came back from a crash without this place; the join token brings it back. */
    forgotten: z.object({}),
    /** To the devices of one person: the place changed, and why. */
    place: z.object({ kind: lineNoticeSchema.shape.kind, place: placeSchema }),
    /** Seats left by grade, when they changed. */
    stock: z.array(z.object({ grade: gradeSchema, left: z.int() })),
    problem: problemSchema,
  },
} as const;
export const queueWatchedSchema = z.object({
  line: lineSchema,
  place: placeSchema.nullable(),
  stock: queueMessages.server.stock,
});
export type QueueWatched = z.infer<typeof queueWatchedSchema>;
export type QueueTick = z.infer<typeof queueMessages.server.tick>;
export type QueuePlace = z.infer<typeof queueMessages.server.place>;
export type Stock = z.infer<typeof queueMessages.server.stock>;

/** Namespace `/seats`: the seat map of one schedule. */
export const seatsMessages = {
  client: {
    /** Answered with the newest version: whoever is behind it gets `GET /api/schedules/:id/seats`. */
    watch: watchSchema,
  },
  server: {
    /**
     * At most every 100 ms, and less often to thousands: `changes` is seat, digit, seat, digit, ... in their order, and takes a map of
     * `fromVersion`, or of any version up to `toVersion`, to `toVersion`. An older map has missed something and is
     * fetched again.
     */
    changes: z.object({
      scheduleId: z.uuid(),
      fromVersion: z.int(),
      toVersion: z.int(),
      changes: z.array(z.int()),
    }),
    /** After two seconds without changes: the newest version, so that a lost last message is noticed. */
    version: z.object({ scheduleId: z.uuid(), version: z.int() }),
    problem: problemSchema,
  },
} as const;
export const seatsWatchedSchema = z.object({ version: z.int() });
export type SeatsWatched = z.infer<typeof seatsWatchedSchema>;
export type SeatChanges = z.infer<typeof seatsMessages.server.changes>;
export type SeatVersion = z.infer<typeof seatsMessages.server.version>;

/** Namespace `/ops`: one sale, for its staff. */
export const opsMessages = {
  client: {
    /** Answered with the sale as it is. */
    watch: watchSchema,
  },
  server: {
    /** Once a second. */
    sale: saleSchema,
    problem: problemSchema,
  },
} as const;
