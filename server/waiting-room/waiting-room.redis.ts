import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { gather } from '@/server/platform/gather';
import { chunksOf } from '@/server/platform/lists';
import { writeNewer } from '@/server/platform/newer';
import { defineScript } from '@/server/platform/script';
import {
  absenceMaxMs,
  inviteMs,
  presenceGraceMs,
  slowReasonSchema,
  drawTrustSchema,
  freezeMs,
} from './waiting-room.schema';

/** The parts of one line, under one hash tag. Each script's header says what is in them. */
const parts = [
  'line',
  'places',
  'roll',
  'invited',
  'inside',
  'passes',
  'extended',
  'passed',
  'returned',
  'snoozed',
  'snoozes',
  'presale',
  'codes',
  'codeUses',
  'entries',
  'events',
  'departures',
  'departed',
  'leaves',
  'tree',
] as const;
type Part = (typeof parts)[number];

export const key = (scheduleId: string, part: Part) => `{q:${scheduleId}}:${part}`;
export const keys = (scheduleId: string, ...names: Part[]) =>
  names.map((name) => key(scheduleId, name));

/** A leader that falls silent is replaced after this long, and one tick. */
export const leaderLeaseMs = 3_000;

/** Names the lease of a line's leader so that its token lies in the line's own slot. */
export const leaseName = (scheduleId: string) => `q:${scheduleId}`;
export const leaseTokenKey = (scheduleId: string) => `lease:{q:${scheduleId}}:token`;

/** Where the scripts tell that places changed. Realtime listens, and passes it on to those people's devices. */
export const noticesChannel = (scheduleId: string) => `{q:${scheduleId}}:notices`;

/** Every line that is configured: schedule id -> when its sale closes, Unix ms. */
const linesKey = 'lines';

const path = (name: string) => `server/waiting-room/lua/${name}.lua`;
const touchScript = defineScript(path('touch-places-6'));
const enterScript = defineScript(path('enter-line-8'));
const endScript = defineScript(path('end-places-10'));
const inviteScript = defineScript(path('invite-places-10'));
const expireScript = defineScript(path('expire-places-8'));

/** Weight of one more outcome in the smoothed share of no-shows: the last fifty people decide. */
const noShowWeight = 0.02;
/** How many passes and invitations end in one run of the script: the next run is 250 ms later. */
const expiriesMax = 200;

export type LineSettings = {
  /** When the schedule was changed last: an earlier change never goes over a later one. */
  updatedAt: number;
  lobbyOpensAt: number;
  opensAt: number;
  closesAt: number;
  ratePerMinute: number;
  /** Whether the closed loop may slow the line. */
  autoRate: boolean;
  capacity: number;
  /** Which part of the invitations the presale lane is due, 0..1. */
  presaleShare: number;
  passMs: number;
  paused: boolean;
  verifiedOnly: boolean;
  identityOnly: boolean;
};

const digit = z.enum(['0', '1']).transform((value) => value === '1');
const whole = z.coerce.number().int();
const counter = z.union([z.null().transform(() => 0), z.coerce.number()]);

const lineFields = {
  lobbyOpensAt: whole,
  opensAt: whole,
  closesAt: whole,
  ratePerMinute: whole,
  autoRate: z.union([z.null().transform(() => true), digit]),
  /** How fast people come in while the line is slowed, since when (Unix ms) and why; null at its whole rate. */
  rateNow: z.union([z.null(), z.coerce.number()]),
  slowedAt: counter,
  slowReason: z.union([z.null(), slowReasonSchema]),
  capacity: whole,
  paused: digit,
  verifiedOnly: digit,
  /** How often the line's Redis came back without knowing what it had lost. */
  epoch: z.union([z.null().transform(() => 1), whole]),
  issued: counter,
  waiting: counter,
  cursor: counter,
  noShow: counter,
  moved: counter,
  movedAt: counter,
  /** The presale lane: its part of the invitations, who ever joined it, how many had their turn, and how fast. */
  presaleShare: counter,
  presaleIssued: counter,
  presaleTurn: counter,
  presaleMoved: counter,
  /** When the lobby's list closes: ten seconds before the opening. */
  freezesAt: whole,
  /** How many stood in the lobby when its list was closed; null before that. */
  lobbySize: z.union([z.null(), whole]),
  /** What orders the lobby, hex; null until it is drawn. */
  drawKey: z.string().nullable(),
  /** SHA-256 of the seed: what was promised when the lobby opened. */
  seedHash: z.string().nullable(),
  drawTrust: drawTrustSchema.nullable(),
};
const lineRecordSchema = z.object(lineFields);
const lineFieldNames = Object.keys(lineFields);

/** A line's settings and counters, with the clock they were read at. */
export type LineRecord = z.infer<typeof lineRecordSchema> & { nowMs: number };

const graceFields = {
  graceMs: presenceGraceMs.least,
  graceMsMax: presenceGraceMs.most,
  graceMsPerAhead: presenceGraceMs.perPersonAhead,
};

/** Writes what the operator set, unless something set later is there already. */
export async function writeLine(scheduleId: string, settings: LineSettings): Promise<void> {
  const redis = lineRedis();
  const { updatedAt, paused, verifiedOnly, identityOnly, autoRate, ...numbers } = settings;
  const digits = {
    paused: Number(paused),
    verifiedOnly: Number(verifiedOnly),
    identityOnly: Number(identityOnly),
    autoRate: Number(autoRate),
  };
  const fields = { ...numbers, ...digits };
  const freezesAt = Math.max(settings.lobbyOpensAt, settings.opensAt - freezeMs);
  const all = { ...fields, freezesAt, inviteMs, ...graceFields };
  const isNewest = await writeNewer(redis, key(scheduleId, 'line'), updatedAt, all);
  if (isNewest) await redis.zadd(linesKey, settings.closesAt, scheduleId);
}

/**
 * Null when Redis does not know the line. Whoever asks within one turn of the event loop shares one reading, which is
 * sent at its end: behind what they sent before asking, and never older than the question. Not to be changed.
 */
export function readLine(scheduleId: string): Promise<LineRecord | null> {
  return shareReading(scheduleId, undefined);
}

const shareReading = gather(
  Number.MAX_SAFE_INTEGER,
  async (scheduleId, askers: undefined[]): Promise<(LineRecord | null)[]> => {
    const line = await readLineNow(scheduleId);
    return askers.map(() => line);
  },
);

/** A reading of one's own, sent at once: behind all that was sent before. */
export async function readLineNow(scheduleId: string): Promise<LineRecord | null> {
  const [values, nowMs] = await Promise.all([
    lineRedis().hmget(key(scheduleId, 'line'), ...lineFieldNames),
    readClock(),
  ]);
  if (values[0] === null) return null;
  const fields = lineFieldNames.map((name, index) => [name, values[index]]);
  return { ...lineRecordSchema.parse(Object.fromEntries(fields)), nowMs };
}

/** The only clock of a line, in Unix milliseconds: a process's own may be off. */
export async function readClock(): Promise<number> {
  const [seconds, micros] = (await lineRedis().time()) as [unknown, unknown];
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

/** Lines whose sale closes after `sinceMs`. */
export async function listLines(sinceMs: number): Promise<string[]> {
  return lineRedis().zrangebyscore(linesKey, sinceMs, '+inf');
}

/** Lines whose sale closed before `beforeMs`. */
export async function listOldLines(beforeMs: number): Promise<string[]> {
  return lineRedis().zrangebyscore(linesKey, '-inf', `(${beforeMs}`);
}

export async function forgetLine(scheduleId: string): Promise<void> {
  await lineRedis().unlink(...keys(scheduleId, ...parts));
  await lineRedis().zrem(linesKey, scheduleId);
}

/** Notes people as present, at most 500 at once. Returns how many had been passed over and are back. */
export async function touchInRedis(scheduleId: string, accountIds: string[]): Promise<number> {
  const reply = await touchScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'passed', 'returned', 'events'),
    [absenceMaxMs, ...accountIds],
  );
  return whole.parse(reply);
}

const enterReply = z.tuple([
  z.enum(['entered', 'inside', 'full', 'busy', 'paused', 'none', 'waiting', 'lapsed', 'over']),
  whole,
  z.string(),
]);

export async function enterInRedis(scheduleId: string, accountId: string, newPassId: string) {
  const reply = await enterScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'invited', 'inside', 'passes', 'entries', 'events'),
    [accountId, newPassId, noticesChannel(scheduleId), noShowWeight],
  );
  const [status, ms, passId] = enterReply.parse(reply);
  return { status, ms, passId };
}

export type EndedPlace = { accountId: string; passId: string };

const endedPlaces = z
  .array(z.string())
  .transform((flat): EndedPlace[] =>
    flat.flatMap((accountId, at) => (at % 2 === 0 ? [{ accountId, passId: flat[at + 1]! }] : [])),
  );

async function runEnd(scheduleId: string, how: 'left' | 'done', accounts: string[]) {
  const some = ['line', 'places', 'roll', 'invited', 'inside', 'passes'] as const;
  const reply = await endScript.run(
    lineRedis(),
    keys(scheduleId, ...some, 'passed', 'returned', 'snoozed', 'events'),
    [how, noticesChannel(scheduleId), ...accounts],
  );
  return endedPlaces.parse(reply);
}

/** Ends the live place of who left it, whatever its state, with the pass that ends with it or ''. Null for nothing to end. */
export async function leaveInRedis(scheduleId: string, accountId: string) {
  const [ended] = await runEnd(scheduleId, 'left', [accountId, '']);
  return ended ?? null;
}

/** How many places one run of the script ends: a millisecond or two of Redis's time. */
const endedAtOnce = 64;

/** Ends the places of those who are done inside with these passes; of others nothing. Returns whose ended. */
export async function finishInRedis(
  scheduleId: string,
  passes: EndedPlace[],
): Promise<EndedPlace[]> {
  const ended: EndedPlace[] = [];
  for (const some of chunksOf(passes, endedAtOnce)) {
    const pairs = some.flatMap(({ accountId, passId }) => [accountId, passId]);
    ended.push(...(await runEnd(scheduleId, 'done', pairs)));
  }
  return ended;
}

const inviteReply = z.tuple([
  z.enum(['open', 'fenced', 'over', 'closed', 'drawing', 'paused']),
  whole,
  whole,
  whole,
  whole,
]);

/** Calls up the next people. `tickets` are those of the numbers behind `cursor`; `wanted` asks for more of them. */
export async function inviteInRedis(
  scheduleId: string,
  leaseToken: number,
  cursor: number,
  tickets: number[],
) {
  const reply = await inviteScript.run(
    lineRedis(),
    [
      ...keys(scheduleId, 'line', 'roll', 'invited', 'inside', 'passed', 'returned', 'events'),
      leaseTokenKey(scheduleId),
      ...keys(scheduleId, 'presale', 'entries'),
    ],
    [leaseToken, noticesChannel(scheduleId), cursor, ...tickets],
  );
  const [status, newCursor, issued, lobbySize, wanted] = inviteReply.parse(reply);
  return { status, cursor: newCursor, issued, lobbySize, wanted };
}

const expireReply = z.union([
  z.tuple([z.literal('fenced')]).transform(() => null),
  z.tuple([z.literal('done')], z.string()).transform(([, ...ended]) => endedPlaces.parse(ended)),
]);

/** Ends what has run out. Returns whose passes ended; null for a leader that is one no more. */
export async function expireInRedis(scheduleId: string, leaseToken: number) {
  const reply = await expireScript.run(
    lineRedis(),
    [
      ...keys(scheduleId, 'line', 'roll', 'invited', 'inside', 'passes', 'entries', 'events'),
      leaseTokenKey(scheduleId),
    ],
    [leaseToken, expiriesMax, noticesChannel(scheduleId), noShowWeight],
  );
  return expireReply.parse(reply);
}

/** How many are invited, inside, and entered in the last minute. */
export async function countPlaces(scheduleId: string, nowMs: number) {
  const redis = lineRedis();
  const [invited, inside, enteredLastMinute] = await Promise.all([
    redis.zcard(key(scheduleId, 'invited')),
    redis.zcard(key(scheduleId, 'inside')),
    redis.zcount(key(scheduleId, 'entries'), nowMs - 60_000, '+inf'),
  ]);
  return { invited, inside, enteredLastMinute };
}
