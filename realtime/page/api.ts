import type { Challenge } from '@/server/bots/bots.schema';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { proofOf } from './proof';

export const scheduleId = location.pathname.split('/')[2] ?? '';
/** Where realtime is: empty behind a proxy that routes to it. */
export const realtimeUrl = document.body.dataset['realtime'] ?? '';

/** An answer that was not 2xx, or none at all (status 0). */
export class CallFailed extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly facts: Record<string, unknown>,
    readonly retryAfterMs: number,
  ) {
    super(code);
  }
}

const timeoutMs = 8_000;

async function call<T>(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(`${realtimeUrl}/api/queue/${scheduleId}${path}`, {
    method,
    headers,
    credentials: 'include',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => null);
  if (!response) throw new CallFailed(0, 'unreachable', {}, 0);
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Partial<CallFailed>;
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
  throw new CallFailed(response.status, problem.code ?? '', problem.facts ?? {}, retryAfterMs);
}

/** The signed token of the place, kept beyond the tab: it brings back a place that the line lost in a crash. */
const tokenKey = `openrun.place.${scheduleId}`;

function tokenHeader(): Record<string, string> {
  const token = readToken();
  return token ? { 'openrun-place': token } : {};
}

function readToken(): string | null {
  try {
    return localStorage.getItem(tokenKey);
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** Keeps the token of a place that is live, and forgets that of one which is over. */
export function keepToken({ joinToken, state }: PlaceView): void {
  try {
    if (['left', 'done', 'lapsed'].includes(state)) localStorage.removeItem(tokenKey);
    else if (joinToken) localStorage.setItem(tokenKey, joinToken);
  } catch {
    // a browser that keeps nothing
  }
}

const postPlace = (headers: Record<string, string> = {}) =>
  call<PlaceView>('POST', '/places', { ...tokenHeader(), ...headers });

/**
 * Joins, with a code the presale lane; doing first whatever work is asked for: a few seconds at most, while many join
 * from the same network.
 */
export async function join(code?: string): Promise<PlaceView> {
  // A header holds no letters beyond ASCII, and neither does a code.
  const coded: Record<string, string> = code
    ? { 'openrun-code': code.replace(/[^\x20-\x7e]/g, '') }
    : {};
  let headers = coded;
  for (let tries = 0; ; tries++) {
    try {
      return await postPlace(headers);
    } catch (error) {
      const challenge = error instanceof CallFailed ? error.facts['challenge'] : undefined;
      if (!challenge || tries === proofTriesMax) throw error;
      headers = { ...coded, 'openrun-proof': await workFor(challenge as Challenge) };
    }
  }
}

/** A proof may come too late from a slow phone, and is then asked for anew. */
const proofTriesMax = 3;

/** Where the work cannot be done there is a question to answer instead, on the plain page. */
async function workFor(challenge: Challenge): Promise<string> {
  try {
    return await proofOf(challenge);
  } catch {
    location.assign('?plain');
    return new Promise<never>(() => undefined); // the page is left
  }
}

export const findPlace = () => call<PlaceView>('GET', '/places/me', tokenHeader());
export const findLine = () => call<LineView>('GET', '');
export const enter = () => call<PlaceView>('POST', '/places/me/entry');
export const leave = () => call<void>('DELETE', '/places/me');
export const snooze = () => call<PlaceView>('POST', '/places/me/snooze');
export const wake = () => call<PlaceView>('DELETE', '/places/me/snooze');
/** The site answers this one too, so it downloads from the page's own origin. */
export const receiptPath = `/api/queue/${scheduleId}/places/me/receipt`;
export const drawPath = `/draw/${scheduleId}`;
