import { createHash } from 'node:crypto';
import { readClock } from '../waiting-room.redis';
import { hearRound, siteBeacon } from './beacon';
import {
  type DrawOutcome,
  type DrawRecord,
  makeDrawInRedis,
  publishInRedis,
  readDraw,
} from './draw.redis';
import { findKeptList, keepList, keepOutcome } from './draw.store';
import { drawPublicKey, signText } from './signing';
import { growTree, rootOfList, tailOfList } from './tree';
import { timeOfRound, valueOfRound } from './verifier/beacon';
import { keyText, rootText } from './verifier/formulas';

/** How long after the opening the beacon is waited for. */
const beaconWaitMs = 3_000;
/** How much of a tick it may take. */
const beaconPatienceMs = 100;

/**
 * The leader's part of the draw in one tick: the tree grows as people join; once the list is closed its root is signed
 * and published; at the opening the lobby is drawn. True once it is.
 */
export async function tendDraw(scheduleId: string, leaseToken: number): Promise<boolean> {
  const draw = await readDraw(scheduleId);
  if (!draw) return false;
  if (draw.lobbySize === null) {
    await growTree(scheduleId, leaseToken, draw);
    return false;
  }
  if (draw.lobbySize === 0 || draw.drawKey) return true;
  const listed = draw.root ? draw : await publishList(scheduleId, leaseToken, draw);
  return listed !== null && drawLobby(scheduleId, leaseToken, listed);
}

/** The list as it is published, in Postgres first: what Redis may lose is there to be published again. */
async function publishList(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
): Promise<DrawRecord | null> {
  // Whoever a crash made the line forget comes back first, and stands in the list.
  if ((await readClock()) < (draw.shutUntil ?? 0)) return null;
  // A list that was published before Redis lost it is that list again, whoever of it is back by now.
  const kept = await findKeptList(scheduleId);
  const size = kept?.size ?? draw.lobbySize!;
  const closed = { ...draw, lobbySize: size };
  const root = await rootOfList(scheduleId, leaseToken, closed, kept?.tail);
  if (root === null) return null;
  const tail = kept?.tail ?? (await tailOfList(scheduleId, size));
  const rootAtMs = await readClock();
  const { seed, seedHash, beacon, beaconRound: round, frozenAt } = draw;
  const text = rootText({
    ...{ scheduleId, seedHash, beaconKey: beacon?.publicKey ?? null, round },
    ...{ size, root, rootAt: new Date(rootAtMs).toISOString() },
  });
  const list = await keepList(scheduleId, {
    ...{ seed, size, root, rootAtMs, frozenAtMs: frozenAt!, round },
    ...{ signature: signText(text), keyId: drawPublicKey().id, promise: promiseOf(draw), tail },
  });
  const isOurs = await publishInRedis(scheduleId, leaseToken, list);
  return isOurs ? readDraw(scheduleId) : null;
}

/** What was promised, as Postgres keeps it with the list. */
const promiseOf = (draw: DrawRecord) => ({
  ...{ seedHash: draw.seedHash, beacon: draw.beacon, round: draw.beaconRound },
  ...{ committedAt: draw.committedAt, earlier: draw.earlier, frozenAt: draw.frozenAt },
  ...{ opensAt: draw.opensAt, freezesAt: draw.freezesAt },
});

/** Draws at the opening, with the beacon's word or, where it has none, without; Postgres decides once. */
async function drawLobby(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
): Promise<boolean> {
  const nowMs = await readClock();
  const signature = await hearBeacon(draw, nowMs);
  if (nowMs < draw.opensAt) return false;
  const isAwaited = isBeaconDue(draw) && !signature;
  if (isAwaited && nowMs < draw.opensAt + beaconWaitMs) return false;
  const outcome = await keepOutcome(scheduleId, outcomeOf(scheduleId, draw, signature));
  const list = { size: draw.lobbySize!, root: draw.root! };
  return makeDrawInRedis(scheduleId, leaseToken, list, outcome);
}

/** A round that was out before the list was has nothing to say any more. */
function isBeaconDue({ beacon, beaconRound, rootAt }: DrawRecord): boolean {
  return Boolean(beacon && beaconRound && rootAt! < timeOfRound(beacon, beaconRound));
}

async function hearBeacon(draw: DrawRecord, nowMs: number): Promise<string | null> {
  const { beacon, beaconRound } = draw;
  if (!isBeaconDue(draw) || nowMs < timeOfRound(beacon!, beaconRound!)) return null;
  if (siteBeacon().view?.publicKey !== beacon!.publicKey) return null;
  return hearRound(beaconRound!, nowMs, beaconPatienceMs);
}

function outcomeOf(
  scheduleId: string,
  { seed, root }: DrawRecord,
  beaconSignature: string | null,
): DrawOutcome {
  const beaconValue = beaconSignature && valueOfRound(beaconSignature);
  const text = keyText({ seed, root: root!, beaconValue, scheduleId });
  const key = createHash('sha256').update(text).digest('hex');
  return { key, trust: beaconSignature ? 'beacon' : 'operator', beaconSignature };
}
