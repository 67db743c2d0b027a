import { numberOfTicket } from './draw/order';
import { countDepartures, noteDeparture } from './departures.redis';
import { drawOf } from './lines';
import type { LineRecord } from './waiting-room.redis';

/** Notes that somebody left the line who was waiting in it. */
export async function noteLeft(
  scheduleId: string,
  line: LineRecord,
  ticket: number,
): Promise<void> {
  const draw = drawOf(line);
  await noteDeparture(scheduleId, draw && numberOfTicket(draw, ticket));
}

/**
 * How many people wait before a number: the numbers between the cursor and it, less those who left. Right within 8
 * places for who left after the draw, and within the chance of the draw for who left before it.
 */
export async function countAhead(
  scheduleId: string,
  { cursor, issued, lobbySize, waiting }: LineRecord,
  number: number,
): Promise<number> {
  const numbers = number - cursor - 1;
  if (numbers <= 0) return 0;
  const { upTo, fromLobby } = await countDepartures(scheduleId, [cursor, number - 1], issued);
  const inLobby = (upToNumber: number) => Math.min(upToNumber, lobbySize ?? 0);
  const drawnShare = lobbySize ? (inLobby(number - 1) - inLobby(cursor)) / lobbySize : 0;
  const gone = upTo[1]! - upTo[0]! + fromLobby * drawnShare;
  // Never more than wait at all: what Redis lost, or nobody noted, makes nobody's line longer.
  return Math.max(0, Math.min(Math.round(numbers - gone), numbers, Math.max(0, waiting - 1)));
}
