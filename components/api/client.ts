import { isFault, reach } from './reach';
import { serverClock } from './server-clock';

/** What an answer that is not 2xx becomes: RFC 9457 problem details with our stable `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly facts: Record<string, string | number> = {},
    /** Seconds to wait before another try, when the server says so. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

type Options = { key?: string; pass?: string; signal?: AbortSignal };

async function call<T>(method: string, path: string, body?: unknown, options: Options = {}) {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (options.key) headers['idempotency-key'] = options.key;
  if (options.pass) headers['openrun-pass'] = options.pass;
  const sentAt = Date.now();
  const response = await fetch(`/api${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
    credentials: 'same-origin',
  }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    reach.failed(path);
    throw new ApiError(0, 'network_lost');
  });
  serverClock.observe(response.headers.get('date'), sentAt, Date.now());
  const error = response.ok ? null : await errorOf(response);
  if (error && isFault(error)) reach.failed(path);
  else reach.answered(path);
  if (error) throw error;
  const answer = await response.text(); // 202 and 204 say nothing more
  return (answer ? JSON.parse(answer) : undefined) as T;
}

export async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ApiError>;
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const code = problem.code ?? (response.status >= 500 ? 'service_unavailable' : 'unknown');
  return new ApiError(response.status, code, problem.facts, retryAfter);
}

/** The site's one way to its API. Paths start with a slash and leave out `/api`. */
export const api = {
  get: <T>(path: string, options?: Options) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: Options) =>
    call<T>('POST', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: Options) =>
    call<T>('PATCH', path, body, options),
  del: <T = void>(path: string, options?: Options) => call<T>('DELETE', path, undefined, options),
};

export function isRefusal(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

/** A fresh Idempotency-Key. Not `randomUUID`, which plain http on a phone's network lacks. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One key a purpose for the life of the tab, so that a repeat after a reload is the same command. */
export function keptKey(purpose: string): string {
  const name = `key:${purpose}`;
  const kept = sessionStorage.getItem(name);
  if (kept) return kept;
  const key = newKey();
  sessionStorage.setItem(name, key);
  return key;
}

/** Forgets a kept key, once its command was refused for good and may be asked again. */
export function dropKey(purpose: string): void {
  sessionStorage.removeItem(`key:${purpose}`);
}
