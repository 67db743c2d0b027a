import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

export type TossOptions = {
  /** Without a slash at the end. */
  url: string;
  secretKey: string;
  /** One request; the one after it has what is left of the call. */
  attemptMsMax?: number;
  /** The whole call, its wait for a free place and its repeats included. */
  callMsMax?: number;
  /** Requests at the gateway at once, of this process. */
  inFlightMax?: number;
};

/** What came back. `null`: nothing that tells whether the request was carried out. */
export type TossAnswer = { status: number; body: unknown } | null;

const errorSchema = z.object({ code: z.string().max(100) });

/** The code of an answer that is an error; null when there is none to read. */
export const codeOf = (answer: TossAnswer): string | null =>
  answer ? (errorSchema.safeParse(answer.body).data?.code ?? null) : null;

const repeatPauseMs = 200;
/** The twin of this request, sent before under the same key, still runs. */
const isRunning = (answer: TossAnswer) => codeOf(answer) === 'IDEMPOTENT_REQUEST_PROCESSING';
const bodyBytesMax = 256 * 1024;

/**
 * Toss Payments' HTTP: Basic authentication by the secret key, JSON, connections kept open. A request is repeated only
 * when no answer came, and only under its own Idempotency-Key (or as a GET): repeating cannot do anything twice.
 */
export class TossClient {
  private inFlight = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly authorization: string;

  constructor(private readonly options: TossOptions) {
    this.authorization = `Basic ${Buffer.from(`${options.secretKey}:`).toString('base64')}`;
  }

  get(path: string): Promise<TossAnswer> {
    return this.call(path, { method: 'GET' });
  }

  post(path: string, body: object, idempotencyKey: string): Promise<TossAnswer> {
    return this.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
    });
  }

  private async call(path: string, init: RequestInit): Promise<TossAnswer> {
    const { attemptMsMax = 6_000, callMsMax = 10_000 } = this.options;
    const until = performance.now() + callMsMax;
    const leftMs = () => Math.floor(until - performance.now());
    let answer: TossAnswer = null;
    do {
      answer = await this.inTurn(leftMs, () =>
        this.attempt(path, init, Math.min(attemptMsMax, leftMs())),
      );
      if (answer && !isRunning(answer)) return answer;
      await setTimeout(Math.min(repeatPauseMs, Math.max(0, leftMs())));
    } while (leftMs() > 0);
    return null;
  }

  private async attempt(path: string, init: RequestInit, msMax: number): Promise<TossAnswer> {
    if (msMax <= 0) return null;
    try {
      const response = await fetch(this.options.url + path, {
        ...init,
        headers: { ...init.headers, authorization: this.authorization },
        // A redirect would carry the key to wherever it points.
        redirect: 'error',
        signal: AbortSignal.timeout(msMax),
      });
      const text = await response.text();
      if (text.length > bodyBytesMax) return null;
      return { status: response.status, body: JSON.parse(text) as unknown };
    } catch {
      // A time-out, a broken connection, or a body that is no JSON, as a proxy's error page: it says nothing.
      return null;
    }
  }

  private async inTurn(leftMs: () => number, run: () => Promise<TossAnswer>): Promise<TossAnswer> {
    const { inFlightMax = 64 } = this.options;
    if (this.inFlight < inFlightMax) this.inFlight += 1;
    // Whoever ends gives its place to the first who waits.
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return leftMs() > 0 ? await run() : null;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.inFlight -= 1;
    }
  }
}
