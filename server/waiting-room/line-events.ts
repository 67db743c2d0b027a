import { numberOfTicket } from './draw/order';
import { drawOf } from './lines';
import { forgetLine, listLines, listOldLines, readLine } from './waiting-room.redis';
import { dropEvents, readEvents } from './line-events.redis';
import { insertLineEvents, type LineEventRow } from './waiting-room.store';

const batchMax = 1_000;
/** A line's Redis keys live a day longer than its sale: what happened in it is in Postgres by then. */
const keptAfterCloseMs = 86_400_000;

/** Moves what happened in the lines from their streams into Postgres: at least once, and kept once. */
export async function drainLineEvents(): Promise<void> {
  for (const scheduleId of await listLines(0)) await drainEventsOf(scheduleId);
}

/** True when there may be more. */
async function drainBatch(scheduleId: string): Promise<boolean> {
  const events = await readEvents(scheduleId, batchMax);
  const last = events.at(-1);
  if (!last) return false;
  const line = await readLine(scheduleId);
  const draw = line && drawOf(line);
  await insertLineEvents(
    scheduleId,
    events.map((event): LineEventRow => {
      const { kind = '', account = null, ...facts } = event.fields;
      const place = draw && facts['ticket'] ? numberOfTicket(draw, Number(facts['ticket'])) : null;
      const happenedAt = new Date(Number(event.id.split('-')[0]));
      return { streamId: event.id, kind, accountId: account, place, facts, happenedAt };
    }),
  );
  await dropEvents(scheduleId, last.id);
  return events.length === batchMax;
}

/** Moves what happened in one line so far. */
export async function drainEventsOf(scheduleId: string): Promise<void> {
  while (await drainBatch(scheduleId));
}

/** Forgets lines that closed a day ago. */
export async function forgetOldLines(): Promise<void> {
  for (const scheduleId of await listOldLines(Date.now() - keptAfterCloseMs)) {
    await drainEventsOf(scheduleId);
    await forgetLine(scheduleId);
  }
}
