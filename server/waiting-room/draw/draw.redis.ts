import { z } from 'zod';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys, leaseTokenKey } from '../waiting-room.redis';
import { type DrawTrust, drawTrustSchema } from '../waiting-room.schema';
import { type BeaconView, beaconSchema } from './draw.schema';

const path = (name: string) => `server/waiting-room/lua/${name}.lua`;
const commitScript = defineScript(path('commit-draw-1'));
const appendScript = defineScript(path('append-leaves-4'));
const publishScript = defineScript(path('publish-list-3'));
const makeScript = defineScript(path('make-draw-3'));

const rollBytes = 47;
const accountBytes = 36;
export const leafBytes = 32;
/** Tickets whose leaves make one block of the tree. */
export const blockTickets = 256;

const lineKey = (scheduleId: string) => keys(scheduleId, 'line')[0]!;

const commitReply = z.enum(['committed', 'same', 'frozen', 'unconfigured']);

/** Promises the draw, and anew when the opening was moved before the list closed. The first seed stays. */
export async function commitInRedis(
  scheduleId: string,
  promise: { seed: string; seedHash: string; beacon: BeaconView | null },
) {
  const { seed, seedHash, beacon } = promise;
  const { genesisSeconds = 0, periodSeconds = 1 } = beacon ?? {};
  const reply = await commitScript.run(
    lineRedis(),
    [lineKey(scheduleId)],
    [
      ...[seed, seedHash, beacon?.source ?? 'none', beacon ? JSON.stringify(beacon) : ''],
      ...[genesisSeconds * 1_000, periodSeconds * 1_000],
    ],
  );
  return commitReply.parse(reply);
}

const ms = z.coerce.number().int();
const optionalMs = z.union([z.null(), ms]);
const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text) => schema.parse(JSON.parse(text)));
const roundText = z.string().transform((text) => (text ? Number(text) : null));
const earlierSchema = z.array(z.object({ round: z.string(), at: z.string() }));

const drawFields = {
  opensAt: ms,
  freezesAt: ms,
  seed: z.string(),
  seedHash: z.string(),
  beacon: z.string().transform((text) => (text ? beaconSchema.parse(JSON.parse(text)) : null)),
  beaconRound: roundText,
  committedAt: ms,
  earlier: json(earlierSchema).nullable(),
  lobbySize: optionalMs,
  frozenAt: optionalMs,
  /** Behind a crash people present their join tokens until then. */
  shutUntil: optionalMs,
  root: z.string().nullable(),
  rootAt: optionalMs,
  rootSignature: z.string().nullable(),
  rootKeyId: z.string().nullable(),
  drawKey: z.string().nullable(),
  drawTrust: drawTrustSchema.nullable(),
  beaconSignature: z.string().nullable(),
  drawnAt: optionalMs,
  archivedAt: optionalMs,
  treeBlocks: z.coerce.number().int(),
  treeChanges: z.coerce.number().int(),
  issued: z.coerce.number().int(),
};
const drawRecordSchema = z.object(drawFields);
const names = Object.keys(drawFields);

/** A line's draw as Redis has it, the secret seed included. */
export type DrawRecord = z.infer<typeof drawRecordSchema>;

/** Null for a line that promises no draw yet. */
export async function readDraw(scheduleId: string): Promise<DrawRecord | null> {
  const values = await lineRedis().hmget(lineKey(scheduleId), ...names);
  const fields = Object.fromEntries(names.map((name, index) => [name, values[index]]));
  if (!fields['seedHash'] || (fields['beaconRound'] ?? null) === null) return null;
  return drawRecordSchema.parse(fields);
}

/** The account ids of the tickets from `first` on, '' where the roll has none. */
export async function readOwners(
  scheduleId: string,
  first: number,
  count: number,
): Promise<string[]> {
  const [roll] = keys(scheduleId, 'roll');
  const from = (first - 1) * rollBytes;
  const bytes = await lineRedis().getrangeBuffer(roll!, from, from + count * rollBytes - 1);
  return Array.from({ length: count }, (_, index) => {
    const owner = bytes.subarray(index * rollBytes, index * rollBytes + accountBytes);
    return owner.length === accountBytes && owner[0] !== 0 ? owner.toString('latin1') : '';
  });
}

const appendReply = z.enum(['appended', 'fenced', 'other']);

/** Writes blocks of the tree from block `first` on, and ends it there. False when somebody else did, or a place was given back meanwhile. */
export async function appendInRedis(
  scheduleId: string,
  leaseToken: number,
  { treeBlocks, treeChanges }: Pick<DrawRecord, 'treeBlocks' | 'treeChanges'>,
  { first, leaves, roots }: { first: number; leaves: Buffer; roots: Buffer },
): Promise<boolean> {
  const reply = await appendScript.run(
    lineRedis(),
    [...keys(scheduleId, 'line', 'leaves', 'tree'), leaseTokenKey(scheduleId)],
    [leaseToken, treeBlocks, treeChanges, leaves, roots, first],
  );
  return appendReply.parse(reply) === 'appended';
}

/** The roots of the tree's blocks, 32 bytes each. */
export async function readTree(scheduleId: string): Promise<Buffer> {
  return lineRedis()
    .getBuffer(keys(scheduleId, 'tree')[0]!)
    .then((tree) => tree ?? Buffer.alloc(0));
}

/** The leaves of the tickets from `first` on, 32 bytes each. */
export async function readLeaves(scheduleId: string, first: number, count: number) {
  const [key] = keys(scheduleId, 'leaves');
  const from = (first - 1) * leafBytes;
  return lineRedis().getrangeBuffer(key!, from, from + count * leafBytes - 1);
}

export type PublishedList = {
  size: number;
  root: string;
  rootAtMs: number;
  /** When it was closed. */
  frozenAtMs: number;
  signature: string;
  keyId: string;
  round: number | null;
};

const publishReply = z.enum(['published', 'fenced', 'open']);

/** Publishes the closed list, once. False for who leads the line no more. */
export async function publishInRedis(scheduleId: string, leaseToken: number, list: PublishedList) {
  const { size, root, rootAtMs, frozenAtMs, signature, keyId, round } = list;
  const reply = await publishScript.run(
    lineRedis(),
    [...keys(scheduleId, 'line', 'events'), leaseTokenKey(scheduleId)],
    [leaseToken, size, root, rootAtMs, signature, keyId, round ?? '', frozenAtMs],
  );
  return publishReply.parse(reply) === 'published';
}

const makeReply = z.enum(['drawn', 'fenced', 'early', 'other']);

export type DrawOutcome = { key: string; trust: DrawTrust; beaconSignature: string | null };

/** Writes the key that orders the lobby, once. False for anyone but the leader with the published list. */
export async function makeDrawInRedis(
  scheduleId: string,
  leaseToken: number,
  list: { size: number; root: string },
  { key, trust, beaconSignature }: DrawOutcome,
): Promise<boolean> {
  const reply = await makeScript.run(
    lineRedis(),
    [...keys(scheduleId, 'line', 'events'), leaseTokenKey(scheduleId)],
    [leaseToken, list.size, list.root, key, trust, beaconSignature ?? ''],
  );
  return makeReply.parse(reply) === 'drawn';
}

/** Notes that the whole draw is in Postgres. */
export async function noteArchived(scheduleId: string, nowMs: number): Promise<void> {
  await lineRedis().hset(lineKey(scheduleId), 'archivedAt', nowMs);
}
