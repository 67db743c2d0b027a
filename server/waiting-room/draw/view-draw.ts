import { Refusal } from '@/server/platform/refusal';
import { requireLine } from '../lines';
import type { DrawTrust } from '../waiting-room.schema';
import { type DrawRecord, readDraw } from './draw.redis';
import { type BeaconView, type DrawView, beaconSchema } from './draw.schema';
import { type DrawRow, findDrawRow } from './draw.store';
import { drawPublicKey } from './signing';
import { timeOfRound, valueOfRound } from './verifier/beacon';
import { algorithm } from './verifier/formulas';

/** The draw of a schedule's lobby, before and after, as everybody may see it. */
export async function findDraw(scheduleId: string): Promise<DrawView> {
  await requireLine(scheduleId);
  return viewDraw(scheduleId, await requireDraw(scheduleId));
}

/** As Redis has it; from Postgres where it has forgotten the line since. */
export async function requireDraw(scheduleId: string): Promise<DrawRecord> {
  const draw = await readDraw(scheduleId);
  if (draw?.root) return draw;
  const row = await findDrawRow(scheduleId);
  if (row) return recordOf(row, draw);
  if (!draw) throw new Refusal('not_found');
  return draw;
}

type Promised = Pick<
  DrawRecord,
  'seedHash' | 'committedAt' | 'earlier' | 'frozenAt' | 'opensAt' | 'freezesAt'
> & { beacon: BeaconView | null; round: number | null };

/** A draw as Redis had it, from what Postgres kept. */
export function recordOf(row: DrawRow, line: DrawRecord | null): DrawRecord {
  const { round, ...promise } = row.promise as Promised;
  const beacon = promise.beacon && beaconSchema.parse(promise.beacon);
  return {
    ...{ ...promise, beacon, beaconRound: round, seed: row.seed },
    ...{ lobbySize: row.size, root: row.root, rootAt: row.rootAt!.getTime() },
    ...{ rootSignature: row.rootSignature, rootKeyId: row.rootKeyId },
    ...{ drawKey: row.key, drawTrust: row.trust as DrawTrust, drawnAt: row.drawnAt!.getTime() },
    beaconSignature: row.beaconSignature,
    archivedAt: row.archivedAt?.getTime() ?? null,
    ...{ treeBlocks: 0, treeChanges: 0, issued: line?.issued ?? 0, shutUntil: null },
  };
}

const instant = (ms: number) => new Date(ms).toISOString();

export function viewDraw(scheduleId: string, draw: DrawRecord): DrawView {
  return {
    scheduleId,
    state: stateOf(draw),
    algorithm,
    opensAt: instant(draw.opensAt),
    freezesAt: instant(draw.freezesAt),
    commitment: viewCommitment(draw),
    earlier: (draw.earlier ?? []).map(({ round, at }) => ({
      round: Number(round) || null,
      committedAt: instant(Number(at)),
    })),
    list: viewList(draw),
    result: viewResult(draw),
    keys: [drawPublicKey()],
  };
}

function stateOf({ lobbySize, drawKey }: DrawRecord): DrawView['state'] {
  if (lobbySize === null) return 'committed';
  if (lobbySize === 0) return 'nobody';
  return drawKey ? 'drawn' : 'frozen';
}

function viewCommitment(draw: DrawRecord): DrawView['commitment'] {
  const { seedHash, beacon, beaconRound: round, committedAt } = draw;
  const roundAt = beacon && round ? instant(timeOfRound(beacon, round)) : null;
  return { seedHash, beacon, round, roundAt, committedAt: instant(committedAt) };
}

function viewList(draw: DrawRecord): DrawView['list'] {
  const { lobbySize, root, rootAt, rootSignature, rootKeyId, frozenAt } = draw;
  if (!lobbySize || !root) return null;
  return {
    size: lobbySize,
    frozenAt: instant(frozenAt ?? rootAt!),
    root,
    rootAt: instant(rootAt!),
    signature: rootSignature!,
    keyId: rootKeyId!,
  };
}

/** The seed is in here, and nowhere before. */
function viewResult(draw: DrawRecord): DrawView['result'] {
  const { seed, drawKey, drawTrust, drawnAt, beaconSignature: signature } = draw;
  if (!drawKey) return null;
  return {
    seed,
    beacon: signature ? { signature, value: valueOfRound(signature) } : null,
    key: drawKey,
    trust: drawTrust!,
    drawnAt: instant(drawnAt!),
  };
}
