import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto';
import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';
import { type Challenge, type Proof, proofSchema } from './bots.schema';

/**
 * Altcha's challenges, made and checked on node:crypto: both are on the path of a crowd, and cost 20 us here where
 * the library's asynchronous WebCrypto takes 200 (decision 020). The page solves them with altcha-lib, and the test
 * holds both against each other.
 */
export const proofLivesMs = 120_000;
const proofLengthMax = 2_000;

/** A secret for each use, so that what was signed for one counts for no other. */
export const secretFor = (use: string): string =>
  createHmac('sha256', env.PASS_SECRET).update(`openrun ${use}`).digest('hex');

const keyFor = (use: string): KeyObject =>
  singleton(`bots-key:${use}`, () => createSecretKey(Buffer.from(secretFor(use))));

export const signed = (use: string, content: string | Buffer): Buffer =>
  createHmac('sha256', keyFor(use)).update(content).digest();

export const isSame = (given: Buffer, right: Buffer): boolean =>
  given.length === right.length && timingSafeEqual(given, right);

/** Who a proof is for: it is worth nothing to another account, or for another line. */
export type ProofOwner = { accountId: string; scheduleId: string };

/** Takes between half of `work` hashes and all of them: nobody is much unluckier than the rest. */
export function makeChallenge(
  { accountId, scheduleId }: ProofOwner,
  work: number,
  nowMs: number = Date.now(),
): Challenge {
  const [nonce, salt, counter] = [randomBytes(16), randomBytes(16), Buffer.alloc(4)];
  counter.writeUInt32BE(randomInt(Math.ceil(work / 2), work + 1));
  const key = createHash('sha256').update(salt).update(nonce).update(counter).digest();
  const parameters: Challenge['parameters'] = {
    algorithm: 'SHA-256',
    cost: 1,
    data: { account: accountId, schedule: scheduleId, work },
    expiresAt: Math.floor((nowMs + proofLivesMs) / 1_000),
    keyLength: 32,
    keyPrefix: key.subarray(0, 16).toString('hex'),
    keySignature: signed('proof key', key).toString('hex'),
    nonce: nonce.toString('hex'),
    salt: salt.toString('hex'),
  };
  return { parameters, signature: signatureOf(parameters).toString('hex') };
}

const signatureOf = (parameters: Challenge['parameters']) =>
  signed('proof', JSON.stringify(parameters));

/**
 * What the header says, when it is ours, this person's, solved and in time: else null. Never throws. Two HMACs,
 * whatever the work was; that it is used once is for the caller to see to, by its nonce.
 */
export function verifyProof(
  header: string,
  owner: ProofOwner,
  nowMs: number = Date.now(),
): Proof | null {
  if (header.length > proofLengthMax) return null;
  const proof = parseProof(header);
  if (!proof) return null;
  const { challenge, solution } = proof;
  const { data, expiresAt, keySignature } = challenge.parameters;
  const isTheirs = data.account === owner.accountId && data.schedule === owner.scheduleId;
  if (!isTheirs || expiresAt * 1_000 <= nowMs) return null;
  const bytes = (text: string) => Buffer.from(text, 'hex');
  if (!isSame(bytes(challenge.signature), signatureOf(challenge.parameters))) return null;
  const isSolved = isSame(bytes(keySignature), signed('proof key', bytes(solution.derivedKey)));
  return isSolved ? proof : null;
}

/** The schema's order of fields is the order that was signed, however they were sent. */
function parseProof(header: string): Proof | null {
  try {
    const parsed = proofSchema.safeParse(JSON.parse(Buffer.from(header, 'base64').toString()));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
