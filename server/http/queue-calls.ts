import type { z } from 'zod';
import { requireProof } from '@/server/bots';
import type { Actor } from '@/server/platform/actor';
import { log } from '@/server/platform/log';
import { Refusal } from '@/server/platform/refusal';
import {
  drawPublicKey,
  enterLine,
  extendPass,
  findDraw,
  findLine,
  findPlace,
  findPlaceProof,
  findReceipt,
  holdsPlace,
  joinLine,
  leaveLine,
  openDrawFile,
  snoozePlace,
  wakePlace,
} from '@/server/waiting-room';
import {
  drawFileSchema,
  drawSchema,
  placeProofSchema,
  receiptSchema,
} from '@/server/waiting-room/draw/draw.schema';
import {
  codeLengthMax,
  lineSchema,
  type PlaceView,
  placeSchema,
} from '@/server/waiting-room/waiting-room.schema';

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
    | '/places/me/snooze'
    | '/places/me/proof'
    | '/places/me/receipt'
    | '/draw'
    | '/draw/file';
  summary: string;
  /** What it answers; null for nothing. A `TextFile` is sent piece by piece. */
  answer: z.ZodType | null;
  run(actor: Actor, scheduleId: string, given: Given): Promise<unknown>;
};

/** What else a request says: a call takes from it what it needs. */
export type Given = {
  address: string;
  header(name: string): string | undefined;
  /** From the plain page: an answered question in place of a proof. */
  answer?: { token: string; text: string } | undefined;
};

/** Headers that a page of ours sends with a call. */
export const queueHeaders = ['openrun-proof', 'openrun-place', 'openrun-code'] as const;

export async function joinByCall(
  actor: Actor,
  scheduleId: string,
  { address, header, answer }: Given,
): Promise<PlaceView> {
  const joinToken = header('openrun-place');
  // Whoever has a join token did the work for it.
  if (!holdsPlace(actor, scheduleId, joinToken))
    await requireProof(actor, scheduleId, { address, answer, proof: header('openrun-proof') });
  return joinLine(actor, scheduleId, joinToken, header('openrun-code')?.slice(0, codeLengthMax));
}

const find = (actor: Actor, scheduleId: string, { header }: Given) =>
  findPlace(actor, scheduleId, header('openrun-place'));

const calls: QueueCall[] = [
  {
    method: 'post',
    path: '/places',
    summary:
      'Join the line; joining again answers the same place. The header Openrun-Code gives one in the presale lane',
    answer: placeSchema,
    run: joinByCall,
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
  {
    method: 'get',
    path: '/draw',
    summary: 'The draw of the lobby: what was promised, the list, and how it came out',
    answer: drawSchema,
    run: (_actor, scheduleId) => findDraw(scheduleId),
  },
  {
    method: 'get',
    path: '/draw/file',
    summary: 'The draw with its whole list, to be verified offline (npm run verify-draw)',
    answer: drawFileSchema,
    run: async (_actor, scheduleId) => new TextFile('draw.json', await openDrawFile(scheduleId)),
  },
  {
    method: 'get',
    path: '/places/me/proof',
    summary: 'That I am in the published list, and with which number',
    answer: placeProofSchema,
    run: findPlaceProof,
  },
  {
    method: 'get',
    path: '/places/me/receipt',
    summary: 'My place as it stands now, signed',
    answer: receiptSchema,
    run: findReceipt,
  },
];

/** An answer that is too long to hold: a file of JSON, its text in pieces. */
export class TextFile {
  constructor(
    readonly name: string,
    readonly pieces: AsyncIterable<string>,
  ) {}

  get headers() {
    const disposition = `attachment; filename="${this.name}"`;
    return { 'content-type': 'application/json', 'content-disposition': disposition };
  }
}

/** The public keys that lists and receipts are signed with: `GET /api/queue/keys`. */
export const findDrawKeys = () => ({ keys: [drawPublicKey()] });

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
