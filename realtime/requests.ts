import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { rangeOf } from '@/server/bots';
import { headerOf } from '@/server/http/bare';
import { bodyBytesMax, comesFromUs, isMutation } from '@/server/http/security';
import type { Actor } from '@/server/platform/actor';
import { env } from '@/server/platform/env';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';

/**
 * A page polls every few seconds at most, and an account that does not wait as told waits longer, up to a minute. A
 * range of addresses may be a whole office: it is told ten seconds at most, and one that thousands of phones share is
 * not limited here at all; their joins cost work.
 */
const accountFlood = tokenBucket(10, 30, 100_000, { share: 0.5, waitMsMax: 60_000 });
/** An office's people look without an account now and then; a script asks all the time. */
const strangerFlood = tokenBucket(50, 50, 100_000, { share: 0.1, waitMsMax: 10_000 });
const rangeFlood = tokenBucket(200, 100, 100_000, { share: 0.02, waitMsMax: 10_000 });
/** How late a range hears that it was too fast. */
const refusedAfterMs = 500;

/** No mutation from elsewhere, and no large body: none of the calls takes one. */
export function requireOurs(request: IncomingMessage): void {
  const header = headerOf(request);
  if (isMutation(request.method ?? 'GET') && !comesFromUs(header))
    throw new Refusal('origin_not_allowed');
  if (header('transfer-encoding') || Number(header('content-length') ?? 0) > bodyBytesMax)
    throw new Refusal('body_too_large');
}

/**
 * Before anything is verified or looked up: a flood from one range costs a look into a map, and its answer comes
 * late, so that a script that waits for answers is slowed to as many a second as it has connections.
 */
export async function takeRange(address: string): Promise<void> {
  const { name, isShared } = rangeOf(address);
  if (!name || isShared) return;
  try {
    rangeFlood.take(name);
  } catch (refusal) {
    await setTimeout(refusedAfterMs * (0.5 + Math.random())); // spread: they ask again on hearing it
    throw refusal;
  }
}

/** After it is known who asks: by account, and without one by an address that thousands do not share. */
export function takeAsker(actor: Actor, address: string): void {
  if (actor.kind === 'account') return accountFlood.take(actor.id);
  if (!rangeOf(address).isShared) strangerFlood.take(address);
}

/** Whether a browser's page of this origin is ours. */
export const isOurOrigin = (origin: string, host: string | undefined): boolean =>
  origin === new URL(env.PUBLIC_URL).origin ||
  (URL.canParse(origin) && new URL(origin).host === host);
