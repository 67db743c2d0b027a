import { z } from 'zod';

/** Tickets that one line may give out: bounds its memory (about 150 bytes a place) and nothing else. */
export const placesPerLineMax = 5_000_000;

/** How long an invitation lasts, and how long somebody may be away before their turn passes over them. */
export const inviteMs = 60_000;
export const presenceGraceMs = 120_000;
/** How long the place of somebody who was passed over is kept. */
export const absenceMaxMs = 600_000;

export const linePhaseSchema = z.enum(['before', 'lobby', 'open', 'over']);
export type LinePhase = z.infer<typeof linePhaseSchema>;

/** A line as everybody may see it. */
export const lineSchema = z.object({
  scheduleId: z.uuid(),
  phase: linePhaseSchema,
  paused: z.boolean(),
  lobbyOpensAt: z.iso.datetime(),
  opensAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  /** People who ever joined, and who are waiting now. */
  issued: z.number().int(),
  waiting: z.number().int(),
  /** The last place number that had its turn: nobody is ahead of the next one. */
  cursor: z.number().int(),
  /** The most that are let in a minute, and how fast numbers come up at present. */
  ratePerMinute: z.number().int(),
  movedPerMinute: z.number().int(),
  serverNow: z.iso.datetime(),
});
export type LineView = z.infer<typeof lineSchema>;

export const placeStateSchema = z.enum(['waiting', 'invited', 'inside', 'done', 'left', 'lapsed']);
export type PlaceState = z.infer<typeof placeStateSchema>;

export const passSchema = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
export type PassView = z.infer<typeof passSchema>;

/** One person's place. */
export const placeSchema = z.object({
  scheduleId: z.uuid(),
  state: placeStateSchema,
  /** Never changes once given: at joining, or for the lobby by the draw at the opening. */
  number: z.number().int().nullable(),
  /** How many numbers come before this one; null before the draw. */
  ahead: z.number().int().nullable(),
  /** Until when an invited person may enter. */
  invitedUntil: z.iso.datetime().nullable(),
  /** What ran out, of a place that lapsed. */
  lapsed: z.enum(['invitation', 'pass']).nullable(),
  /** Of somebody inside: follows the account, so another device gets it too. */
  pass: passSchema.nullable(),
  line: lineSchema,
});
export type PlaceView = z.infer<typeof placeSchema>;

/** What the people who run a sale see of its line. */
export const lineNumbersSchema = z.object({
  issued: z.number().int(),
  waiting: z.number().int(),
  invited: z.number().int(),
  inside: z.number().int(),
  enteredLastMinute: z.number().int(),
  movedPerMinute: z.number().int(),
  ratePerMinute: z.number().int(),
  capacity: z.number().int(),
  /** Smoothed share of invited people who never enter, 0..1. */
  noShowShare: z.number(),
  paused: z.boolean(),
});
export type LineNumbers = z.infer<typeof lineNumbersSchema>;

/** Told to a person's devices when a place changed: which accounts, and what happened. */
export const lineNoticeSchema = z.object({
  kind: z.enum(['invited', 'entered', 'expired', 'left', 'done']),
  accounts: z.array(z.string()),
});
export type LineNotice = z.infer<typeof lineNoticeSchema>;
