import { GatewayError } from './errors';

export type Answer = { status: number; body: unknown };

const keyLengthMax = 300;

/**
 * Toss's rule: a POST with the Idempotency-Key, address and API key of an earlier one is not carried out but
 * answered as that one was, errors included; while that one still runs it is told so. Kept in memory.
 */
export class Idempotency {
  private readonly answers = new Map<string, Answer | 'running'>();

  /** `onAnswer` sees the fresh answer only: what goes wrong with an answer on its way goes wrong once. */
  async once(
    key: string | undefined,
    address: string,
    run: () => Promise<Answer>,
  ): Promise<{ answer: Answer; isFresh: boolean }> {
    if (key === undefined) return { answer: await run(), isFresh: true };
    if (key.length > keyLengthMax) throw new GatewayError('INVALID_IDEMPOTENCY_KEY');
    const scope = `${address} ${key}`;
    const kept = this.answers.get(scope);
    if (kept === 'running') throw new GatewayError('IDEMPOTENT_REQUEST_PROCESSING');
    if (kept) return { answer: kept, isFresh: false };
    this.answers.set(scope, 'running');
    try {
      const answer = await run();
      this.answers.set(scope, answer);
      return { answer, isFresh: true };
    } catch (error) {
      this.answers.delete(scope);
      throw error;
    }
  }

  forget(): void {
    this.answers.clear();
  }
}
