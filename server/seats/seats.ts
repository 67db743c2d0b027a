import { Refusal } from '@/server/platform/refusal';
import { groupBy } from '@/server/platform/lists';
import { orSeatsAway, SeatsAway } from '@/server/platform/redis';
import { grades } from '@/server/venues/layout.schema';
import { drawMap } from './draw-map';
import { seatStatus, type SeatCounts, type SeatSnapshot } from './seats.schema';
import {
  forgetMap,
  hasMap,
  installMap,
  listOldMaps,
  noteUnwritten,
  reservedOwner,
  parseReservedOwner,
  readOwnedSeats,
  readDigits,
  readMap,
  readReservingSeats,
  readVersion,
  writeBlocked,
  writeSettled,
  writeTerms,
  type OwnedSeat,
  type ReservedSeats,
  type SettledSeats,
} from './seats.redis';
import {
  selectLiveSeats,
  selectMovingSchedules,
  selectOutcomes,
  type ReservationOutcome,
} from './seats.store';
import { packRows } from './rows';
import { installRows, lacksRows, writeRowLetters } from './rows.redis';
import { findTerms, forgetTerms, type SaleTerms } from './terms';

type Preparing = { running: Promise<void>; next?: Promise<void> };
const preparing = new Map<string, Preparing>();

/**
 * Brings a schedule's map and terms in Redis in line with Postgres: builds the map where there is none (first
 * sight of the schedule, or Redis lost it) and blocks what the schedule blocks. Safe at any time and to repeat.
 * Refuses `not_found` when the schedule is deleted, and then there is no map either.
 */
export function prepareSeats(scheduleId: string): Promise<void> {
  const now = preparing.get(scheduleId);
  if (!now) return startPreparing(scheduleId);
  // What is running may have read the schedule before the change that this call is about: one more run is for all.
  now.next ??= now.running.catch(() => undefined).then(() => startPreparing(scheduleId));
  return now.next;
}

function startPreparing(scheduleId: string): Promise<void> {
  const now: Preparing = {
    running: prepare(scheduleId).finally(() => {
      if (preparing.get(scheduleId) === now) preparing.delete(scheduleId);
    }),
  };
  preparing.set(scheduleId, now);
  return now.running;
}

async function prepare(scheduleId: string): Promise<void> {
  forgetTerms(scheduleId);
  const terms = await findTerms(scheduleId);
  if (!terms) {
    await forgetMap(scheduleId);
    throw new Refusal('not_found');
  }
  await writeTerms(terms);
  if (!(await hasMap(scheduleId))) await buildMap(terms);
  if (await lacksRows(scheduleId)) await prepareRows(terms);
  await writeBlocked(terms);
}

/** How often a map is drawn again when Redis is emptied while it is being put there. */
const buildsMax = 3;

/**
 * Draws the map from Postgres and puts it there, unless somebody else has by then. What people bought between the
 * two was settled on no map: it is looked for once the map is there, and from then on every event finds it.
 */
async function buildMap(terms: SaleTerms): Promise<void> {
  const { scheduleId } = terms;
  for (let build = 1; build <= buildsMax; build++) {
    const map = await drawMap(terms);
    const rows = packRows(terms.layout.document, map.status);
    const outcome = await installMap(scheduleId, map, rows);
    if (outcome === 'installed') await reconcileSeats(scheduleId);
    if (outcome !== 'lost') return;
    await writeTerms(terms);
  }
}

/**
 * Brings all that Redis knows of a schedule's seats back in line with Postgres, whatever was lost or is wrong, while
 * people buy: holds that live stay. Returns how many reservations the map had wrong. Refuses `not_found`.
 */
export async function rebuildSeats(scheduleId: string): Promise<number> {
  await prepareSeats(scheduleId);
  return reconcileSeats(scheduleId);
}

/** A map that a program from before rows had letters built: scripts answer `unprepared` until its rows are there. */
async function prepareRows({ scheduleId, layout }: SaleTerms): Promise<void> {
  const map = await readMap(scheduleId);
  if (!map) return;
  await installRows(scheduleId, layout, map.status);
  await writeRowLetters(scheduleId, layout);
}

async function requireTerms(scheduleId: string): Promise<SaleTerms> {
  const terms = await findTerms(scheduleId);
  if (!terms) throw new Refusal('not_found');
  return terms;
}

const snapshots = new Map<string, { until: number; snapshot: Promise<SeatSnapshot> }>();
/** A reader that is this far behind has the rest from the stream of changes. */
const snapshotMs = 100;
/** Drawing from Postgres reads every sold seat: the readers of a process share one drawing for this long. */
const drawnMs = 1_000;

/**
 * Every seat's status with the version it is of, at most 100 ms old. While the seats' Redis is away it is refused as
 * SeatsAway, or drawn from Postgres, at most two seconds old, where the schedule sells on. Refuses `not_found`.
 */
export const findSnapshot = (scheduleId: string): Promise<SeatSnapshot> =>
  keepSnapshot(scheduleId, () => readSnapshot(scheduleId));

/** The same as Postgres alone knows it. */
const findDrawn = (scheduleId: string): Promise<SeatSnapshot> =>
  keepSnapshot(`drawn ${scheduleId}`, () => drawSnapshot(scheduleId));

function keepSnapshot(name: string, read: () => Promise<SeatSnapshot>): Promise<SeatSnapshot> {
  const known = snapshots.get(name);
  if (known && known.until > Date.now()) return known.snapshot;
  const began = Date.now();
  const kept = { until: Infinity, snapshot: read() }; // one reading at a time
  if (snapshots.size > 1_000) snapshots.clear();
  snapshots.set(name, kept);
  kept.snapshot.then(
    ({ degraded }) => (kept.until = degraded ? Date.now() + drawnMs : began + snapshotMs),
    () => snapshots.delete(name),
  );
  return kept.snapshot;
}

async function readSnapshot(scheduleId: string): Promise<SeatSnapshot> {
  try {
    return await orSeatsAway(readLive(scheduleId));
  } catch (error) {
    const terms = error instanceof SeatsAway ? await requireTerms(scheduleId) : null;
    if (terms?.seatsAwayMode !== 'degraded') throw error;
    return findDrawn(scheduleId);
  }
}

async function drawSnapshot(scheduleId: string): Promise<SeatSnapshot> {
  const terms = await requireTerms(scheduleId);
  const now = new Date();
  const { status } = await drawMap(terms);
  const version = now.getTime();
  return { scheduleId, version, status, degraded: true, serverNow: now.toISOString() };
}

/** A sale that pauses is looked at all the same: how many seats are left is Postgres's to say then. */
function findCountable(scheduleId: string): Promise<SeatSnapshot> {
  return findSnapshot(scheduleId).catch((error: unknown) => {
    if (error instanceof SeatsAway) return findDrawn(scheduleId);
    throw error;
  });
}

async function readLive(scheduleId: string): Promise<SeatSnapshot> {
  let map = await readMap(scheduleId);
  if (!map) {
    await prepareSeats(scheduleId);
    map = await readMap(scheduleId);
  }
  if (!map) throw new Refusal('service_unavailable');
  return { scheduleId, ...map, degraded: false, serverNow: new Date().toISOString() };
}

/** The version of the map at this instant. Refuses `not_found`. */
export async function findVersion(scheduleId: string): Promise<number> {
  return (await readVersion(scheduleId)) ?? (await readSnapshot(scheduleId)).version;
}

/** Whether somebody holds one of these seats now; nobody does where there is no map. */
export async function isAnyHeld(scheduleId: string, seats: number[]): Promise<boolean> {
  const digits = await readDigits(scheduleId, seats);
  return digits?.includes(String(seatStatus.held)) ?? false;
}

/** How many seats of each grade are in each state, best grade first; of the moment of the snapshot. */
export async function seatCounts(scheduleId: string): Promise<SeatCounts[]> {
  const [{ layout }, { status }] = await Promise.all([
    requireTerms(scheduleId),
    findCountable(scheduleId),
  ]);
  const states = 5;
  const counts = new Uint32Array(grades.length * states);
  for (let seat = 0; seat < layout.seatCount; seat++) {
    counts[layout.gradeOf[seat]! * states + status.charCodeAt(seat) - 48]!++;
  }
  return grades.flatMap((grade, i) => {
    const [available, held, reserving, sold, blocked] = counts.subarray(
      i * states,
      (i + 1) * states,
    );
    const all = { grade, available, held, reserving, sold, blocked } as SeatCounts;
    return available! + held! + reserving! + sold! + blocked! > 0 ? [all] : [];
  });
}

/** Frees the seats of a reservation that Postgres refused. */
export const freeReserved = (seats: ReservedSeats) =>
  writeSettled(seats.scheduleId, [freed(seats)]);

const freed = (seats: ReservedSeats): SettledSeats => ({ ...seats, digit: '0' });

/**
 * Writes what Postgres says of reservations now, whatever the events said that led here: an event that comes late or
 * twice then tells nothing old. One that was never written is left to the reconciler.
 */
export async function settleReservations(reservationIds: string[]): Promise<void> {
  if (reservationIds.length === 0) return;
  const outcomes = await selectOutcomes(reservationIds);
  await settle([...outcomes.values()].map(decided));
}

const decided = (outcome: ReservationOutcome): SettledSeats => ({
  ...outcome,
  digit: ({ RESERVING: '2', RESERVED: '3', CANCELLED: '0' } as const)[outcome.status],
});

/** A schedule's reservations together, and what frees seats first: somebody else's may be waiting for them. */
async function settle(all: SettledSeats[]): Promise<void> {
  const inOrder = all.toSorted((a, b) => Number(a.digit) - Number(b.digit));
  const schedules = groupBy(inOrder, ({ scheduleId }) => scheduleId);
  await Promise.all(
    [...schedules].map(([scheduleId, settled]) => writeSettled(scheduleId, settled)),
  );
}

/** No statement that writes a reservation runs longer than this: a seat reserving without a row by then has none coming. */
const inFlightMaxMs = 30_000;

/**
 * Settles the seats that are RESERVING and should be no more: those of an event that was late or lost, and those that
 * a crash left without a reservation. Returns how many reservations it settled. Cheap: for every few seconds.
 */
export async function reconcileReserving(scheduleId: string): Promise<number> {
  const reserving = byReservation(scheduleId, await readReservingSeats(scheduleId));
  const outcomes = await selectOutcomes([...reserving.keys()]);
  const over = [...outcomes.values()].filter(({ status }) => status !== 'RESERVING');
  for (const reservationId of outcomes.keys()) reserving.delete(reservationId);
  return settleAll(scheduleId, over, reserving);
}

/**
 * Brings the map in line with Postgres seat by seat, while people buy: frees what a crash left RESERVING or an event
 * that was lost left sold, and marks what Postgres has and the map has not. What is known of rows is put right by their
 * seats on the way. Returns how many reservations it settled.
 */
export async function reconcileSeats(scheduleId: string): Promise<number> {
  const terms = await findTerms(scheduleId);
  if (terms) await writeRowLetters(scheduleId, terms.layout);
  const owned = await readOwnedSeats(scheduleId);
  const live = await selectLiveSeats(scheduleId);
  const strays = byReservation(scheduleId, owned);
  const missing = new Set<string>();
  for (const seat of live) {
    const { owner, digit } = owned.get(seat.seatIndex) ?? {};
    const right = String(seat.isSold ? seatStatus.sold : seatStatus.reserving);
    if (owner !== reservedOwner(seat) || digit !== right) missing.add(seat.reservationId);
    strays.delete(seat.reservationId);
  }
  const outcomes = await selectOutcomes([...missing, ...strays.keys()]);
  for (const reservationId of outcomes.keys()) strays.delete(reservationId);
  return settleAll(scheduleId, [...outcomes.values()], strays);
}

function byReservation(
  scheduleId: string,
  owned: Map<number, OwnedSeat>,
): Map<string, ReservedSeats> {
  const reservations = new Map<string, ReservedSeats>();
  for (const [seat, { owner }] of owned) {
    const { reservationId, accountId } = parseReservedOwner(owner);
    const known = reservations.get(reservationId);
    if (known) known.seatIndexes.push(seat);
    else
      reservations.set(reservationId, {
        reservationId,
        scheduleId,
        accountId,
        seatIndexes: [seat],
      });
  }
  return reservations;
}

/** Writes what Postgres decided, and frees what has been without a row for too long. */
async function settleAll(
  scheduleId: string,
  outcomes: ReservationOutcome[],
  unwritten: Map<string, ReservedSeats>,
): Promise<number> {
  const ages = await noteUnwritten(scheduleId, [...unwritten.keys()]);
  const isDue = ({ reservationId }: ReservedSeats) => ages.get(reservationId)! >= inFlightMaxMs;
  const due = [...unwritten.values()].filter(isDue);
  await settle([...outcomes.map(decided), ...due.map(freed)]);
  return outcomes.length + due.length;
}

/** Forgets maps whose sale closed a day ago. Who asks later has it built again from Postgres, for an hour. */
export async function forgetOldMaps(): Promise<void> {
  for (const scheduleId of await listOldMaps()) await forgetMap(scheduleId);
}

export const listMovingSchedules = selectMovingSchedules;
