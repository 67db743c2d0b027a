import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isKnownError } from './errors';

const code = z.string().refine(isKnownError, 'no error that the gateway documents');

/** How often something happens: to the next so many that it could happen to, and to a share of all after them. */
const chance = z.strictObject({
  next: z.int().min(0).default(0),
  share: z.number().min(0).max(1).default(0),
});
const withCode = (fallback: string) => chance.extend({ code: code.default(fallback) }).prefault({});

/** What the sandbox does beside what a gateway should. What is left out of a `PUT` is its default: off. */
export const behaviourSchema = z.strictObject({
  /** Before every answer of the API, lookups included. */
  latencyMs: z.int().min(0).max(60_000).default(0),
  /** From here to the confirmation; then the payment is EXPIRED. */
  authenticationLivesMs: z.int().min(1).default(600_000),
  confirm: z
    .strictObject({
      /** The card says no, for good. */
      decline: withCode('REJECT_CARD_PAYMENT'),
      /** An error, and nothing has happened. */
      error: withCode('FAILED_INTERNAL_SYSTEM_PROCESSING'),
      /** It is approved, and the answer never comes: the caller runs into its time-out. */
      loseAnswer: chance.prefault({}),
      /** It is approved, and the connection breaks. */
      breakOff: chance.prefault({}),
    })
    .prefault({}),
  cancel: z
    .strictObject({
      error: withCode('FAILED_INTERNAL_SYSTEM_PROCESSING'),
      loseAnswer: chance.prefault({}),
      breakOff: chance.prefault({}),
    })
    .prefault({}),
  lookup: z
    .strictObject({ error: withCode('FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING') })
    .prefault({}),
  webhook: z
    .strictObject({
      duplicate: chance.prefault({}),
      lose: chance.prefault({}),
      late: chance.extend({ ms: z.int().min(0).default(5_000) }).prefault({}),
      /** After an answer that is not 200, one after another; Toss: 1, 4, 16, … 4,096 minutes. */
      retryMs: z.array(z.int().min(1)).max(7).default([60_000, 240_000, 960_000]),
    })
    .prefault({}),
});
export type Behaviour = z.infer<typeof behaviourSchema>;
export type BehaviourInput = z.input<typeof behaviourSchema>;
type Chance = z.infer<typeof chance>;

/**
 * Decides what goes wrong. With a share, the same seed gives the same fate to the n-th time that something could
 * happen to an order, in whatever sequence orders come.
 */
export class Fate {
  private readonly times = new Map<string, number>();

  constructor(private readonly seed: string) {}

  strikes(what: string, order: string, odds: Chance): boolean {
    if (odds.next > 0) {
      // Taken from the behaviour itself, so that reading it shows what is left.
      Object.assign(odds, { next: odds.next - 1 });
      return true;
    }
    if (odds.share === 0) return false;
    const key = `${what} ${order}`;
    const time = (this.times.get(key) ?? 0) + 1;
    this.times.set(key, time);
    const hash = createHash('sha256').update(`${this.seed} ${key} ${time}`).digest();
    return hash.readUInt32BE(0) / 2 ** 32 < odds.share;
  }
}
