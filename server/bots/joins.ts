import { type Account, type Actor, requireAccount } from '@/server/platform/actor';
import { env } from '@/server/platform/env';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal, type RefusalCode } from '@/server/platform/refusal';
import { singleton } from '@/server/platform/singleton';
import { spendOnce } from './bots.redis';
import type { Question } from './bots.schema';
import { JoinRates } from './join-rates';
import { makeChallenge, proofLivesMs, type ProofOwner, verifyProof } from './proof';
import { checkAnswer, makeQuestion, questionLivesMs } from './question';
import { type Range, rangeOf } from './ranges';

/** What came with a wish to join. */
export type JoinAttempt = {
  address: string;
  /** The header `Openrun-Proof`. */
  proof?: string | undefined;
  /** From the plain page: an answered question, instead. */
  answer?: { token: string; text: string } | undefined;
};

/** Joins a second up to which nobody has work to do: of one range, of a range that thousands share, of a schedule. */
const rangeFree = 1;
const sharedRangeFree = 30;
const scheduleFree = 200;
/** Hashes: 0.1 s of one core of a laptop, half a second of an old phone. */
const workMin = 30_000;
const workMax = 6_000_000;
/** Whoever shares an address with thousands is slowed by a second or two, and by no more. */
const sharedWorkMax = 600_000;

/**
 * How many hashes joining costs at these rates; 0 while it is quiet. In proportion to the range's rate, so that a
 * range with ten times the accounts does a hundred times the work; with the root of the schedule's, so that a
 * rush of real people stays cheap for each.
 */
export function workOf(rangeRate: number, scheduleRate: number, isShared: boolean): number {
  const byRange = rangeRate / (isShared ? sharedRangeFree : rangeFree);
  const bySchedule = scheduleRate / scheduleFree;
  if (byRange <= 1 && bySchedule <= 1) return 0;
  const work = workMin * Math.max(1, byRange) * Math.sqrt(Math.max(1, bySchedule));
  return Math.round(Math.min(work, isShared ? sharedWorkMax : workMax));
}

const joinRates = () => singleton('bots:join-rates', () => new JoinRates());

/**
 * Lets a join by, or refuses it with work to do: `proof_required`, `proof_invalid`, `proof_replayed`, each with a
 * challenge. While it is quiet this is two numbers in memory, and nothing of Redis. Anonymous joins end here. A range
 * pays for every attempt; the schedule's rate is of those let by, so that refused scripts make nobody else work.
 */
export async function requireProof(
  actor: Actor,
  scheduleId: string,
  attempt: JoinAttempt,
): Promise<void> {
  const account = requireAccount(actor);
  if (env.PROOF_OF_WORK === 'off') return;
  const range = rangeOf(attempt.address);
  const rangeRate = range.name ? joinRates().note(range.name) : 0;
  const work = workOf(rangeRate, joinRates().read(scheduleId), range.isShared);
  const owner = { accountId: account.id, scheduleId };
  if (work > 0 && attempt.answer) await takeAnswer(owner, range, attempt.answer);
  else if (work > 0) await takeProof(owner, work, attempt.proof);
  joinRates().note(scheduleId);
}

async function takeProof(owner: ProofOwner, work: number, header?: string): Promise<void> {
  const refusal = (code: RefusalCode) =>
    new Refusal(code, { challenge: makeChallenge(owner, work) });
  if (!header) throw refusal('proof_required');
  const proof = verifyProof(header, owner);
  if (!proof) throw refusal('proof_invalid');
  const isFirst = await spendOnce(proof.challenge.parameters.nonce, proofLivesMs);
  if (!isFirst) throw refusal('proof_replayed');
}

/** What a program could guess in a minute is little; who errs as a person does has a minute to wait at most. */
const accountQuestions = defineLimit('question', 5, 60);
const rangeQuestions = defineLimit('question-range', 30, 60);
const sharedRangeQuestions = defineLimit('question-shared', 600, 60);

async function takeAnswer(
  owner: ProofOwner,
  range: Range,
  { token, text }: { token: string; text: string },
): Promise<void> {
  await accountQuestions.take(owner.accountId);
  const limit = range.isShared ? sharedRangeQuestions : rangeQuestions;
  if (range.name) await limit.take(range.name);
  const checked = checkAnswer(token, text, owner);
  if (!checked) throw new Refusal('proof_invalid');
  // Right or wrong, a question is asked once.
  if (!(await spendOnce(checked.id, questionLivesMs))) throw new Refusal('proof_replayed');
  if (!checked.isRight) throw new Refusal('proof_invalid');
}

/** For the plain page: something to answer in place of the work. Costs nothing to ask; answering is what is limited. */
export const askQuestion = (account: Account, scheduleId: string): Question =>
  makeQuestion({ accountId: account.id, scheduleId });
