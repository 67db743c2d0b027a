import { findSnapshot } from '@/server/seats';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { brotliOf, takesBrotli } from './encodings';

/** A snapshot as it goes out: the crowd gets the same bytes, made once. */
type Written = { text: Uint8Array<ArrayBuffer>; brotli?: Promise<Uint8Array<ArrayBuffer>> };

const written = new WeakMap<SeatSnapshot, Written>();

function writtenOf(snapshot: SeatSnapshot): Written {
  const known = written.get(snapshot);
  if (known) return known;
  const made: Written = { text: new TextEncoder().encode(JSON.stringify(snapshot)) };
  written.set(snapshot, made);
  return made;
}

/** Whether If-None-Match names the version. */
const hasVersion = (ifNoneMatch = '', version: number): boolean =>
  ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${version}"`);

/** How a request's headers are read: by name, in lower case. */
export type HeaderOf = (name: 'if-none-match' | 'accept-encoding') => string | undefined;

type Headers = Record<string, string>;
export type SeatsAnswer =
  | { status: 200; headers: Headers; body: Uint8Array<ArrayBuffer> }
  | { status: 304; headers: Headers; body: null };

/** What a schedule's snapshot is answered with, by Hono and by the bare server alike. Refuses `not_found`. */
export async function seatsAnswer(scheduleId: string, header: HeaderOf): Promise<SeatsAnswer> {
  const snapshot = await findSnapshot(scheduleId);
  const { version } = snapshot;
  // Weak: the same seats go out in two encodings, and with the time of each reading.
  const headers = {
    etag: `W/"${version}"`,
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
  };
  if (hasVersion(header('if-none-match'), version)) return { status: 304, headers, body: null };
  const made = writtenOf(snapshot);
  const typed = { ...headers, 'content-type': 'application/json' };
  if (!takesBrotli(header('accept-encoding'))) {
    return { status: 200, headers: typed, body: made.text };
  }
  return {
    status: 200,
    headers: { ...typed, 'content-encoding': 'br' },
    body: await (made.brotli ??= brotliOf(made.text)),
  };
}
