import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Question } from './bots.schema';
import { isSame, type ProofOwner, signed } from './proof';

/** Longer than a proof's: some people need the time. */
export const questionLivesMs = 300_000;
const tokenLengthMax = 1_000;

/** What there is to pick from, by kind; every language has a word for each. */
const things = {
  animal: ['tiger', 'rabbit', 'whale', 'sparrow'],
  fruit: ['apple', 'grape', 'peach', 'pear'],
  instrument: ['piano', 'guitar', 'drum', 'violin'],
  furniture: ['chair', 'desk', 'bed', 'shelf'],
  weather: ['rain', 'snow', 'wind', 'fog'],
  vehicle: ['bus', 'ship', 'bicycle', 'train'],
} as const;
export const thingKinds = Object.keys(things) as (keyof typeof things)[];

const one = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;

function shuffled<T>(list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

const claimsSchema = z.object({
  id: z.string(),
  account: z.string(),
  schedule: z.string(),
  /** Unix ms. */
  expiresAt: z.int(),
  /** The right answer, which only we can compare with. */
  answer: z.string(),
});
type Claims = z.infer<typeof claimsSchema>;

/** A question that a person answers at a glance. A program can be made to, too: what limits those is how rarely one may ask. */
export function makeQuestion(owner: ProofOwner, nowMs: number = Date.now()): Question {
  if (randomInt(2) === 0) {
    const terms = [randomInt(3, 10), randomInt(3, 10), randomInt(1, 10)];
    const sum = terms.reduce((a, b) => a + b);
    return { kind: 'sum', terms, token: tokenOf(owner, String(sum), nowMs) };
  }
  const kinds = shuffled([...thingKinds]);
  const [wanted, ...others] = kinds as [keyof typeof things, ...(keyof typeof things)[]];
  const right = one(things[wanted]);
  const choices = shuffled([right, ...others.map((kind) => one(things[kind]))]);
  return { kind: 'pick', wanted, choices, token: tokenOf(owner, right, nowMs) };
}

function tokenOf({ accountId, scheduleId }: ProofOwner, answer: string, nowMs: number): string {
  const id = randomBytes(16).toString('hex');
  const claims: Claims = {
    id,
    account: accountId,
    schedule: scheduleId,
    expiresAt: nowMs + questionLivesMs,
    answer: signed('answer', `${id}|${answer}`).toString('base64url'),
  };
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${body}.${signed('question', body).toString('base64url')}`;
}

export type CheckedAnswer = { id: string; isRight: boolean };

/** Whether the answer is right; null for a question that is not ours, not this person's, or too old. Never throws. */
export function checkAnswer(
  token: string,
  answer: string,
  owner: ProofOwner,
  nowMs: number = Date.now(),
): CheckedAnswer | null {
  if (token.length > tokenLengthMax || answer.length > 50) return null;
  const [body = '', signature = ''] = token.split('.');
  if (!isSame(Buffer.from(signature, 'base64url'), signed('question', body))) return null;
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  const isTheirs = claims.account === owner.accountId && claims.schedule === owner.scheduleId;
  if (!isTheirs || claims.expiresAt <= nowMs) return null;
  const said = answer.normalize('NFKC').trim().toLowerCase();
  const right = Buffer.from(claims.answer, 'base64url');
  return { id: claims.id, isRight: isSame(right, signed('answer', `${claims.id}|${said}`)) };
}
