import type { z } from 'zod';
import { requireProof } from '@/server/bots';
import type { Actor } from '@/server/platform/actor';
import { log } from '@/server/platform/log';
import { Refusal } from '@/server/platform/refusal';
import {
  enterLine,
  extendPass,
  findLine,
  findPlace,
  holdsPlace,
  joinLine,
  leaveLine,
  snoozePlace,
  wakePlace,
} from '@/server/waiting-room';
import { lineSchema, placeSchema } from '@/server/waiting-room/waiting-room.schema';

/**
 * The waiting room's calls, once: realtime answers them on the bare HTTP server, where the rush lands, and the API
 * mounts the same, so that web alone works too.
 */
export type QueueCall = {
  method: 'get' | 'post' | 'delete';
  /** Behind `/api/queue/<schedule id>`. */
  path:
    | ''
    | '/places'
    | '/places/me'
    | '/places/me/entry'
    | '/places/me/extension'
    | '/places/me/snooze';
  summary: string;
  /** What it answers; null for nothing. */
  answer: z.ZodType | null;
  run(actor: Actor, scheduleId: string, given: Given): Promise<unknown>;
};

/** What else a request says: a call takes from it what it needs. */
export type Given = { address: string; header(name: string): string | undefined };

/** Headers that a page of ours sends with a call. */
export const queueHeaders = ['openrun-proof', 'openrun-place'] as const;

async function join(actor: Actor, scheduleId: string, { address, header }: Given) {
  const joinToken = header('openrun-place');
  // Whoever has a join token did the work for it.
  if (!holdsPlace(actor, scheduleId, joinToken))
    await requireProof(actor, scheduleId, { address, proof: header('openrun-proof') });
  return joinLine(actor, scheduleId, joinToken);
}

const find = (actor: Actor, scheduleId: string, { header }: Given) =>
  findPlace(actor, scheduleId, header('openrun-place'));

const calls: QueueCall[] = [
  {
    method: 'post',
    path: '/places',
    summary: 'Join the line; joining again answers the same place',
    answer: placeSchema,
    run: join,
  },
  {
    method: 'get',
    path: '/places/me',
    summary: 'My place; asking counts as being present',
    answer: placeSchema,
    run: find,
  },
  {
    method: 'delete',
    path: '/places/me',
    summary: 'Leave the line, or give up the pass and what is held with it',
    answer: null,
    run: leaveLine,
  },
  {
    method: 'post',
    path: '/places/me/entry',
    summary: 'Enter when it is my turn; gives the pass',
    answer: placeSchema,
    run: enterLine,
  },
  {
    method: 'post',
    path: '/places/me/extension',
    summary: 'The whole time inside once more; once',
    answer: placeSchema,
    run: extendPass,
  },
  {
    method: 'post',
    path: '/places/me/snooze',
    summary: 'Let others pass for five minutes; the number stays',
    answer: placeSchema,
    run: snoozePlace,
  },
  {
    method: 'delete',
    path: '/places/me/snooze',
    summary: 'Wake before the snooze is over',
    answer: placeSchema,
    run: wakePlace,
  },
  {
    method: 'get',
    path: '',
    summary: 'The line as everybody may see it',
    answer: lineSchema,
    run: (_actor, scheduleId) => findLine(scheduleId),
  },
];

/** The line's Redis is away: everybody hears that the line stands still, and comes back spread over some seconds. */
const standsStill =
  (run: QueueCall['run']): QueueCall['run'] =>
  async (...given) => {
    try {
      return await run(...given);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      log.error({ error: (error as Error).message, stack: (error as Error).stack }, 'fault');
      throw new Refusal('line_away', { retryAfterSeconds: 2 + Math.floor(Math.random() * 4) });
    }
  };

export const queueCalls = calls.map((call): QueueCall => ({ ...call, run: standsStill(call.run) }));
