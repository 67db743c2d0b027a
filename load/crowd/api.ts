import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import type { StepName } from '../report/run.schema';
import type { Target } from './plan';
import { now, type Recorder } from './record';

export type Reply =
  | { ok: true; body: string }
  | { ok: false; status: number; code: string; retryAfterMs: number };

export type Request = {
  step: StepName;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token?: string | undefined;
  pass?: string | undefined;
  body?: object;
};

/** As many as a browser's crowd would have at once; what waits for one of them waits for the site. */
const connectionsMax = 512;
const answerTimeoutMs = 20_000;
/** A page asks again so often before it says that it does not work. */
const triesMax = 4;

/** The site's HTTP as people's pages use it, each request a sample. */
export class Api {
  private readonly web: Pool;
  private readonly realtime: Pool;

  constructor(
    target: Target,
    private readonly recorder: Recorder,
  ) {
    const options = {
      connections: connectionsMax,
      pipelining: 1,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    } satisfies Pool.Options;
    this.web = new Pool(target.web, options);
    this.realtime = new Pool(target.realtime, options);
  }

  close = () => Promise.all([this.web.destroy(), this.realtime.destroy()]);

  /** Once, whatever comes of it. `key`: the same for every try of one command. */
  async ask(request: Request, key: string = randomUUID()): Promise<Reply> {
    const { step, method, path, token, pass, body } = request;
    const pool = path.startsWith('/api/queue/') ? this.realtime : this.web;
    const headers: Record<string, string> = {};
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (pass) headers['openrun-pass'] = pass;
    if (body) headers['content-type'] = 'application/json';
    if (method === 'POST') headers['idempotency-key'] = key;
    const beganAt = now();
    const sent = { method, path, headers, body: body ? JSON.stringify(body) : null };
    const reply = await send(pool, sent).then(readReply, noReply);
    this.recorder.note(step, now() - beganAt, reply.ok ? null : reply.code);
    return reply;
  }

  /** As a page does on a bad line: the same command again after a fault, as late as it is told to. */
  async persist(request: Request): Promise<Reply> {
    const key = randomUUID();
    for (let tries = 1; ; tries++) {
      const reply = await this.ask(request, key);
      if (reply.ok || !isFault(reply.status) || tries === triesMax) return reply;
      await pause(Math.max(reply.retryAfterMs, 500 * tries));
    }
  }
}

type Answer = { status: number; retryAfter: string; body: string };

/** Without `request`'s stream for each answer, which is most of what asking costs: the crowd is on the site's cores. */
const send = (pool: Pool, request: Dispatcher.DispatchOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const answer: Answer = { status: 0, retryAfter: '', body: '' };
    const pieces: Buffer[] = [];
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        answer.status = status;
        answer.retryAfter = String(headers['retry-after'] ?? '');
      },
      onResponseData: (_controller, piece) => void pieces.push(piece),
      onResponseEnd() {
        answer.body = Buffer.concat(pieces).toString();
        resolve(answer);
      },
      onResponseError: (_controller, error) => reject(error),
    });
  });

/** No answer, too many requests, or a fault of the site: nothing that a person may rightly be told. */
export const isFault = (status: number) => status === 0 || status === 429 || status >= 500;

function readReply({ status, retryAfter, body }: Answer): Reply {
  if (status >= 200 && status < 300) return { ok: true, body };
  const { code, facts } = problemOf(body);
  const retryAfterMs = facts?.retryAfterMs ?? Number(retryAfter) * 1_000;
  return { ok: false, status, code: code ?? `http_${status}`, retryAfterMs };
}

type Told = { code?: string; facts?: { retryAfterMs?: number } };

function problemOf(body: string): Told {
  try {
    return JSON.parse(body) as Told;
  } catch {
    return {}; // a proxy's page, or none at all
  }
}

function noReply(error: unknown): Reply {
  const { code = '' } = error as { code?: string };
  const isLate = /TIMEOUT/.test(code);
  return { ok: false, status: 0, code: isLate ? 'timeout' : 'connection', retryAfterMs: 0 };
}

export const read = (reply: Reply & { ok: true }): unknown => JSON.parse(reply.body);
