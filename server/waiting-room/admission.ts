import { endPasses } from '@/server/holds';
import { takeOrRenewLease } from '@/server/platform/lease';
import { lineRedis } from '@/server/platform/redis';
import { numberDepartures } from './departures';
import { ticketOfNumber } from './draw/order';
import { tendDraw } from './draw/tend-draw';
import { drawOf } from './lines';
import {
  expireInRedis,
  inviteInRedis,
  leaderLeaseMs,
  leaseName,
  listLines,
  readLine,
} from './waiting-room.redis';
import { numberPresale } from './presale';
import { isRealtimeAway } from './realtime-beat.redis';
import { wakeInRedis } from './snooze.redis';

/**
 * How many tickets one run of the script is given: those wanted, and some in case they are away; twice as many each
 * time that this was not enough, for the tickets that an epoch skipped are nobody's.
 */
const ticketsMax = 120;
const spareTickets = 8;
/** A tick gives up on a stretch of people who are away, and goes on 250 ms later. */
const roundsMax = 20;

/** How long after a sale closes its line is still tended: the longest pass is an hour. */
const tendedAfterCloseMs = 3_600_000;

/**
 * Tends every line that this worker leads: ends what ran out, and invites whom there is room for. No line while all of
 * realtime is away: nobody could enter, and the time that no line is tended counts as a pause.
 */
export async function runAdmission(holder?: string): Promise<void> {
  if (await isRealtimeAway()) return;
  const lines = await listLines(Date.now() - tendedAfterCloseMs);
  await Promise.all(lines.map((scheduleId) => tendLine(scheduleId, holder)));
}

/** One tick of one line. False when another worker leads it. */
export async function tendLine(scheduleId: string, holder?: string): Promise<boolean> {
  const token = await takeOrRenewLease(leaseName(scheduleId), leaderLeaseMs, lineRedis(), holder);
  if (token === null) return false;
  const ended = await expireInRedis(scheduleId, token);
  if (!ended) return false;
  await endPasses(scheduleId, ended);
  await wakeInRedis(scheduleId);
  await inviteNext(scheduleId, token);
  return true;
}

async function inviteNext(scheduleId: string, token: number): Promise<void> {
  let reply = await inviteInRedis(scheduleId, token, -1, []);
  if (reply.status === 'closed' || reply.status === 'drawing') {
    if (!(await tendDraw(scheduleId, token))) return;
    reply = await inviteInRedis(scheduleId, token, -1, []);
  }
  if (reply.status === 'open')
    await Promise.all([numberPresale(scheduleId), numberDepartures(scheduleId)]);
  for (let round = 0; round < roundsMax && reply.wanted > 0; round++) {
    if (reply.cursor >= reply.issued) return;
    const tickets = await nextTickets(scheduleId, reply, spareTickets * 2 ** round);
    reply = await inviteInRedis(scheduleId, token, reply.cursor, tickets);
  }
}

/** The tickets of the numbers behind the cursor, in order: those wanted and some to spare. */
async function nextTickets(
  scheduleId: string,
  { cursor, issued, wanted }: { cursor: number; issued: number; wanted: number },
  spare: number,
): Promise<number[]> {
  const line = await readLine(scheduleId);
  const draw = line && drawOf(line);
  if (!draw) return [];
  const count = Math.min(wanted + spare, ticketsMax, issued - cursor);
  return Array.from({ length: count }, (_, i) => ticketOfNumber(draw, cursor + 1 + i));
}
