import { z } from 'zod';
import { drawTrustSchema } from '../waiting-room.schema';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const hash = hex(32);
const instant = z.iso.datetime();
const whole = z.number().int().min(0);

/** Whose random value decides: drand in production; local is a rehearsal beside the site, whose key the site holds. */
export const beaconSourceSchema = z.enum(['drand', 'local']);

export const beaconSchema = z.object({
  source: beaconSourceSchema,
  scheme: z.literal('bls-unchained-g1-rfc9380'),
  chainHash: z.string(),
  publicKey: hex(96),
  genesisSeconds: whole,
  periodSeconds: z.number().int().min(1),
});
export type BeaconView = z.infer<typeof beaconSchema>;

export const signingKeySchema = z.object({
  id: z.string(),
  algorithm: z.literal('Ed25519'),
  /** 32 bytes, hex. */
  publicKey: hex(32),
});

/** What was promised before anybody could know the outcome. `beacon` null: none, so the operator could choose. */
const commitmentSchema = z.object({
  /** SHA-256 of the seed's hex text. */
  seedHash: hash,
  beacon: beaconSchema.nullable(),
  /** The one round of the beacon that will be used, and when it comes out. */
  round: whole.nullable(),
  roundAt: instant.nullable(),
  committedAt: instant,
});

/** The draw of a lobby, before and after, as everybody may see it. */
export const drawSchema = z.object({
  scheduleId: z.uuid(),
  /** nobody: the lobby was empty, so there is nothing to draw. */
  state: z.enum(['committed', 'frozen', 'drawn', 'nobody']),
  algorithm: z.string(),
  opensAt: instant,
  freezesAt: instant,
  commitment: commitmentSchema,
  /** Promises that this one replaced, when the opening was moved before the list closed: oldest first. */
  earlier: z.array(z.object({ round: whole.nullable(), committedAt: instant })),
  /** The closed list: who is drawn. */
  list: z
    .object({
      size: whole,
      frozenAt: instant,
      root: hash,
      rootAt: instant,
      signature: hex(64),
      keyId: z.string(),
    })
    .nullable(),
  result: z
    .object({
      seed: z.string(),
      beacon: z.object({ signature: hex(48), value: hash }).nullable(),
      key: hash,
      trust: drawTrustSchema,
      drawnAt: instant,
    })
    .nullable(),
  keys: z.array(signingKeySchema),
});
export type DrawView = z.infer<typeof drawSchema>;

/** `draw.json`: the draw with its whole list, each ticket's leaf and the number it was given, in the order of tickets. */
export const drawFileSchema = drawSchema.extend({
  entrants: z.array(z.tuple([hash, z.number().int().min(1)])),
});
export type DrawFile = z.infer<typeof drawFileSchema>;

/** Shows one person that they are in the list: what their leaf is made of, and the way from it to the root. */
export const placeProofSchema = z.object({
  scheduleId: z.uuid(),
  accountId: z.uuid(),
  ticket: z.number().int().min(1),
  salt: hash,
  size: whole,
  root: hash,
  path: z.array(hash),
  /** In the whole line. Null before the draw. */
  number: z.number().int().min(1).nullable(),
  /** Of somebody in the presale lane, their number within it once it is known: a help to read by, and no part of the proof. */
  presaleNumber: z.number().int().min(1).nullable(),
});
export type PlaceProof = z.infer<typeof placeProofSchema>;

/** A place as we said it was, signed. `signature` is over the text that `receiptText` makes of the receipt. */
export const receiptSchema = z.object({
  receipt: z.object({
    scheduleId: z.uuid(),
    accountId: z.uuid(),
    ticket: z.number().int().min(1),
    /** In the whole line, whichever the lane. */
    number: z.number().int().min(1).nullable(),
    joinedAt: instant.nullable(),
    seedHash: hash,
    round: whole.nullable(),
    root: hash.nullable(),
    /** `operator`: the operator could have chosen among outcomes. Null before the draw. */
    trust: drawTrustSchema.nullable(),
    issuedAt: instant,
  }),
  text: z.string(),
  signature: hex(64),
  keyId: z.string(),
  publicKey: hex(32),
});
export type ReceiptView = z.infer<typeof receiptSchema>;

export const drawKeysSchema = z.object({ keys: z.array(signingKeySchema) });
