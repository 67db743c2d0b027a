import { Refusal } from '@/server/platform/refusal';
import { singleton } from '@/server/platform/singleton';
import { commitDraw } from './draw/commit';
import type { Draw } from './draw/order';
import { writeCodes } from './presale.redis';
import {
  countPlaces,
  forgetLine,
  listLines,
  type LineRecord,
  type LineSettings,
  readLine,
  writeLine,
} from './waiting-room.redis';
import type { LineNumbers, LinePhase, LineView, PlaceView } from './waiting-room.schema';
import {
  findScheduleTerms,
  listCodes,
  listDraftsAmong,
  listUnfinishedSchedules,
  type ScheduleTerms,
} from './waiting-room.store';

/** Copies what a schedule says about its line into Redis, which is all that joins read. False: no such schedule. */
export async function configureLine(scheduleId: string): Promise<boolean> {
  const terms = await findScheduleTerms(scheduleId);
  if (!terms) {
    await forgetLine(scheduleId); // it was deleted, or never was
    return false;
  }
  await writeLine(scheduleId, settingsOf(terms));
  if (terms.presaleShare > 0) await writeCodes(scheduleId, await listCodes(scheduleId));
  await commitDraw(scheduleId);
  return true;
}

/**
 * Configures every line whose sale is not over: at a worker's start, and when Redis has lost them. The line of a
 * concert that is a draft again goes, should a late re-sync have written it back.
 */
export async function configureLines(): Promise<void> {
  const drafts = await listDraftsAmong(await listLines(Date.now()));
  for (const scheduleId of [...(await listUnfinishedSchedules()), ...drafts])
    await configureLine(scheduleId);
}

function settingsOf(terms: ScheduleTerms): LineSettings {
  const opensAt = terms.opensAt.getTime();
  const closesAt = Math.min(terms.closesAt.getTime(), terms.cancelledAt?.getTime() ?? Infinity);
  return {
    updatedAt: terms.updatedAt.getTime(),
    lobbyOpensAt: opensAt - terms.lobbyMinutes * 60_000,
    opensAt,
    closesAt,
    ratePerMinute: terms.admissionsPerMinute,
    autoRate: terms.autoRate,
    capacity: terms.capacity,
    presaleShare: terms.presaleShare,
    passMs: terms.passSeconds * 1_000,
    paused: terms.paused,
    verifiedOnly: terms.requiresVerifiedEmail,
    identityOnly: terms.requiresIdentity,
  };
}

const unknownForMs = 5_000;
const unknownMax = 10_000;
const unknownLines = () => singleton('lines:unknown', () => new Map<string, number>());
const loading = () => singleton('lines:loading', () => new Map<string, Promise<boolean>>());

/** The line, loaded once from Postgres when Redis does not know it. Refuses ids that are no schedule. */
export async function requireLine(scheduleId: string): Promise<LineRecord> {
  const line = await readLine(scheduleId);
  if (line) return line;
  await loadLine(scheduleId);
  const loaded = await readLine(scheduleId);
  if (!loaded) throw new Refusal('not_found');
  return loaded;
}

/** One load at a time, and none for an id that was unknown a moment ago, so that a flood cannot reach Postgres. */
export async function loadLine(scheduleId: string): Promise<void> {
  const unknown = unknownLines();
  if ((unknown.get(scheduleId) ?? 0) > Date.now()) throw new Refusal('not_found');
  const flight =
    loading().get(scheduleId) ??
    configureLine(scheduleId).finally(() => loading().delete(scheduleId));
  loading().set(scheduleId, flight);
  if (await flight) return;
  if (unknown.size >= unknownMax) unknown.clear();
  unknown.set(scheduleId, Date.now() + unknownForMs);
  throw new Refusal('not_found');
}

/** The line as everybody may see it: its general lane, or the presale one. */
export async function findLine(
  scheduleId: string,
  lane: PlaceView['lane'] = 'general',
): Promise<LineView> {
  const line = await requireLine(scheduleId);
  return viewLine(scheduleId, lane === 'presale' ? presaleLaneOf(line) : line);
}

/** The line as who is in the presale lane sees it: that lane's counts, under the same rate and the same clock. */
export function presaleLaneOf(line: LineRecord): LineRecord {
  const { presaleIssued: issued, presaleTurn: cursor, presaleMoved: moved } = line;
  return { ...line, issued, cursor, moved, waiting: issued - cursor };
}

/** One view a reading, however many share it. */
export function viewLine(scheduleId: string, line: LineRecord): LineView {
  const view = views.get(line) ?? makeView(scheduleId, line);
  views.set(line, view);
  return view;
}
const views = new WeakMap<LineRecord, LineView>();

function makeView(scheduleId: string, line: LineRecord): LineView {
  return {
    scheduleId,
    phase: phaseOf(line),
    paused: line.paused,
    lobbyOpensAt: new Date(line.lobbyOpensAt).toISOString(),
    opensAt: new Date(line.opensAt).toISOString(),
    closesAt: new Date(line.closesAt).toISOString(),
    freezesAt: new Date(line.freezesAt).toISOString(),
    hasPresale: line.presaleShare > 0,
    draw: viewDraw(line),
    epoch: line.epoch,
    issued: line.issued,
    waiting: Math.max(0, line.waiting),
    cursor: line.cursor,
    ratePerMinute: line.ratePerMinute,
    movedPerMinute: movedPerMinute(line),
    slowed: slowedOf(line),
    serverNow: new Date(line.nowMs).toISOString(),
  };
}

/** Only where it is slower than the operator wants it: a ceiling may have been lowered meanwhile. */
function slowedOf({
  rateNow,
  slowedAt,
  slowReason,
  ratePerMinute,
}: LineRecord): LineView['slowed'] {
  if (rateNow === null || !slowReason || rateNow >= ratePerMinute) return null;
  const at = new Date(slowedAt).toISOString();
  return { at, reason: slowReason, rate: Math.max(1, Math.round(rateNow)) };
}

export function phaseOf({ nowMs, lobbyOpensAt, opensAt, closesAt }: LineRecord): LinePhase {
  if (nowMs >= closesAt) return 'over';
  if (nowMs >= opensAt) return 'open';
  return nowMs >= lobbyOpensAt ? 'lobby' : 'before';
}

const movedOverMs = 30_000;

/**
 * How many numbers came up lately, as a rate. `moved` sums the cursor's steps, each fading by e in 30 s; so over
 * 30 s of a steady rate it is half a minute's worth, and less while the sale is younger than that.
 */
function movedPerMinute({ moved, movedAt, nowMs, opensAt }: LineRecord): number {
  const faded = moved * Math.exp((movedAt - nowMs) / movedOverMs);
  const sinceOpening = Math.max(1_000, nowMs - opensAt);
  const filled = 1 - Math.exp(-sinceOpening / movedOverMs);
  return Math.round((faded / filled) * (60_000 / movedOverMs));
}

/** The lobby's order, once it is drawn. Nobody in the lobby needs no draw. */
export function drawOf({ lobbySize, drawKey }: LineRecord): Draw | null {
  if (lobbySize === 0) return { key: Buffer.alloc(0), lobbySize };
  return lobbySize && drawKey ? { key: Buffer.from(drawKey, 'hex'), lobbySize } : null;
}

/** Of the promise so much as a person compares by eye; all of it stands on the page of the draw. */
const sealLength = 12;

function viewDraw(line: LineRecord): LineView['draw'] {
  const state = drawOf(line) ? 'drawn' : line.lobbySize === null ? 'committed' : 'frozen';
  return { state, trust: line.drawTrust, seal: line.seedHash?.slice(0, sealLength) ?? null };
}

/** What the people who run the sale see. */
export async function findLineNumbers(scheduleId: string): Promise<LineNumbers> {
  const line = await requireLine(scheduleId);
  return {
    ...(await countPlaces(scheduleId, line.nowMs)),
    issued: line.issued,
    waiting: Math.max(0, line.waiting),
    movedPerMinute: movedPerMinute(line),
    ratePerMinute: line.ratePerMinute,
    capacity: line.capacity,
    noShowShare: line.noShow,
    paused: line.paused,
  };
}
