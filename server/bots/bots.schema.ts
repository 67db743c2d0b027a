import { z } from 'zod';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/**
 * Work to do before joining, in altcha's form (altcha-lib 2): find the counter whose hash begins with `keyPrefix`.
 * Given with `proof_required`, `proof_invalid` and `proof_replayed` as `facts.challenge`; sent back, solved, in the
 * header `Openrun-Proof` as base64 of `{"challenge":…,"solution":{"counter":…,"derivedKey":…}}`. Its parameters
 * stand in alphabetical order, which is what is signed.
 */
export const challengeSchema = z.object({
  parameters: z.object({
    algorithm: z.literal('SHA-256'),
    cost: z.literal(1),
    data: z.object({
      account: z.uuid(),
      schedule: z.uuid(),
      /** The most hashes that it takes; the least is half of it. */
      work: z.int().positive(),
    }),
    /** Unix seconds. */
    expiresAt: z.int(),
    keyLength: z.literal(32),
    keyPrefix: hex(16),
    keySignature: hex(32),
    nonce: hex(16),
    salt: hex(16),
  }),
  signature: hex(32),
});
export type Challenge = z.infer<typeof challengeSchema>;

export const proofSchema = z.object({
  challenge: challengeSchema,
  solution: z.object({ counter: z.int().nonnegative(), derivedKey: hex(32) }),
});
export type Proof = z.infer<typeof proofSchema>;

/** A question instead of the work, for who cannot run it: a sum in words, or one thing among others. */
export const questionSchema = z.union([
  z.object({ kind: z.literal('sum'), terms: z.array(z.int()), token: z.string() }),
  z.object({
    kind: z.literal('pick'),
    wanted: z.string(),
    choices: z.array(z.string()),
    token: z.string(),
  }),
]);
export type Question = z.infer<typeof questionSchema>;
