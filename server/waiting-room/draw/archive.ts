import { setImmediate as otherWork } from 'node:timers/promises';
import { Refusal } from '@/server/platform/refusal';
import { listLines, readClock, readLine } from '../waiting-room.redis';
import { type DrawRecord, noteArchived, readDraw, readLeaves } from './draw.redis';
import { countChunks, findChunk, keepArchived, keepEntrants } from './draw.store';
import { type Draw, numberOfTicket } from './order';
import { requireDraw, viewDraw } from './view-draw';

const chunkTickets = 4_096;
/** Chunks of one run: a second of reckoning at most, with pauses. A million people take half a minute. */
const chunksPerRun = 8;
const ticketsPerSlice = 256;

/** Copies finished draws into Postgres, piece by piece, so that they can be checked when Redis has forgotten them. */
export async function archiveDraws(sinceMs: number): Promise<void> {
  for (const scheduleId of await listLines(sinceMs)) {
    const line = await readLine(scheduleId);
    if (line?.drawKey) await archiveDraw(scheduleId);
  }
}

async function archiveDraw(scheduleId: string): Promise<void> {
  const draw = await readDraw(scheduleId);
  if (!draw?.drawKey || !draw.root || draw.archivedAt) return;
  const chunks = Math.ceil(draw.lobbySize! / chunkTickets);
  const done = await countChunks(scheduleId);
  const last = Math.min(chunks, done + chunksPerRun);
  for (let chunk = done; chunk < last; chunk++) await archiveChunk(scheduleId, draw, chunk);
  if (last < chunks) return;
  await keepArchived(scheduleId);
  await noteArchived(scheduleId, await readClock());
}

async function archiveChunk(scheduleId: string, draw: DrawRecord, chunk: number): Promise<void> {
  const first = chunk * chunkTickets + 1;
  const count = Math.min(chunkTickets, draw.lobbySize! - first + 1);
  const leaves = await readLeaves(scheduleId, first, count);
  const order: Draw = { key: Buffer.from(draw.drawKey!, 'hex'), lobbySize: draw.lobbySize! };
  const numbers = Buffer.alloc(count * 4);
  for (let at = 0; at < count; at++) {
    numbers.writeUInt32BE(numberOfTicket(order, first + at), at * 4);
    if (at % ticketsPerSlice === 0) await otherWork();
  }
  await keepEntrants(scheduleId, chunk, { leaves, numbers });
}

/**
 * `draw.json`: the draw with its whole list, as text in pieces, a chunk in memory at a time. `draw_not_ready` until
 * the archive has all of it, some seconds after the draw.
 */
export async function openDrawFile(scheduleId: string): Promise<AsyncIterable<string>> {
  if (filesOpen >= filesMax) throw new Refusal('too_many_requests', { retryAfterSeconds: 5 });
  const draw = await requireDraw(scheduleId);
  if (!draw.archivedAt) throw new Refusal('draw_not_ready', { retryAfterSeconds: 5 });
  return writeDrawFile(scheduleId, draw);
}

/** A million people's file is 75 MB and some seconds of work: a process writes a few at once. */
const filesMax = 4;
let filesOpen = 0;

async function* writeDrawFile(scheduleId: string, draw: DrawRecord): AsyncGenerator<string> {
  filesOpen += 1;
  try {
    yield* piecesOf(scheduleId, draw);
  } finally {
    filesOpen -= 1;
  }
}

async function* piecesOf(scheduleId: string, draw: DrawRecord): AsyncGenerator<string> {
  yield `${JSON.stringify(viewDraw(scheduleId, draw)).slice(0, -1)},"entrants":[`;
  let separator = '\n';
  for await (const entrants of piecesOfArchive(scheduleId, draw.lobbySize!)) {
    yield separator + entrants.map(([leaf, number]) => `["${leaf}",${number}]`).join(',\n');
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** The leaf and the number of every ticket, a chunk at a time. */
export async function* piecesOfArchive(
  scheduleId: string,
  size: number,
): AsyncGenerator<[leaf: string, number: number][]> {
  for (let chunk = 0; chunk * chunkTickets < size; chunk++) {
    const found = await findChunk(scheduleId, chunk);
    if (!found) return;
    const leaves = Buffer.from(found.leaves);
    const numbers = Buffer.from(found.numbers);
    yield Array.from({ length: numbers.length / 4 }, (_, at) => [
      leaves.toString('hex', at * 32, at * 32 + 32),
      numbers.readUInt32BE(at * 4),
    ]);
  }
}
