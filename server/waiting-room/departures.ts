import { numberOfTicket } from './draw/order';
import {
  countDepartures,
  noteDeparture,
  noteLobbyDeparture,
  numberInRedis,
  takeDeparted,
} from './departures.redis';
import { drawOf } from './lines';
import { type LineRecord, readLine } from './waiting-room.redis';

/** Notes that somebody left the line who was waiting in it. */
export async function noteLeft(
  scheduleId: string,
  line: LineRecord,
  ticket: number,
): Promise<void> {
  const draw = drawOf(line);
  if (draw) await noteDeparture(scheduleId, numberOfTicket(draw, ticket));
  else await noteLobbyDeparture(scheduleId, ticket);
}

/** How many departures one tick counts: some 40 ms of work. */
const departuresPerTick = 1_000;

/** Once the lobby is drawn, counts who left it by the numbers that they would have had. */
export async function numberDepartures(scheduleId: string): Promise<void> {
  const tickets = await takeDeparted(scheduleId, departuresPerTick);
  if (tickets.length === 0) return;
  const line = await readLine(scheduleId);
  const draw = line && drawOf(line);
  if (!draw) return;
  await numberInRedis(
    scheduleId,
    tickets.map((ticket) => numberOfTicket(draw, ticket)),
  );
}

/**
 * How many people wait before a number: the numbers between the cursor and it, less those who left. Right within 8
 * places; of a lobby that more than 5,000 left, within the chance of the draw.
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
