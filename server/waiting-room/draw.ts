import { createHash, createHmac } from 'node:crypto';

/**
 * The draw that orders a lobby: a keyed permutation of 0..size-1, so that everybody is shuffled at once by one
 * key, and anyone's number is reckoned in constant time without a list. A balanced Feistel network (Luby and
 * Rackoff) of four rounds of HMAC-SHA256 over the next even number of bits, walked along its cycle until it
 * lands inside the size (Black and Rogaway): at most four steps on average.
 */
const rounds = [0, 1, 2, 3];

/** 32 bytes that fix the draw of a schedule's lobby of `lobbySize` people. */
export function drawKey(seed: string, scheduleId: string, lobbySize: number): Buffer {
  return createHash('sha256').update(`openrun draw 1|${scheduleId}|${lobbySize}|${seed}`).digest();
}

/** Where arrival `index` stands in the drawn order; both count from 0. */
export function permute(key: Buffer, size: number, index: number): number {
  return walk(key, size, index, rounds);
}

/** Which arrival stands at `position`: the inverse of `permute`. */
export function unpermute(key: Buffer, size: number, position: number): number {
  return walk(key, size, position, rounds.toReversed());
}

function walk(key: Buffer, size: number, start: number, order: number[]): number {
  if (start < 0 || start >= size) throw new RangeError(`${start} is not in a draw of ${size}`);
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2));
  let value = start;
  do value = feistel(key, halfBits, value, order);
  while (value >= size);
  return value;
}

/**
 * One pass over 2 * halfBits bits. Each round swaps the halves; running the rounds backwards on swapped halves
 * undoes it, so the halves are swapped once more at the end and one function does both directions.
 */
function feistel(key: Buffer, halfBits: number, value: number, order: number[]): number {
  const span = 2 ** halfBits;
  let left = Math.floor(value / span);
  let right = value % span;
  for (const round of order) {
    [left, right] = [right, left ^ roundOutput(key, round, right, span)];
  }
  return right * span + left;
}

function roundOutput(key: Buffer, round: number, half: number, span: number): number {
  const input = Buffer.alloc(5);
  input.writeUInt8(round, 0);
  input.writeUInt32BE(half, 1);
  return createHmac('sha256', key).update(input).digest().readUInt32BE(0) % span;
}

/** A line's drawn order. `null` until the lobby is frozen at the opening. */
export type Draw = { key: Buffer; lobbySize: number };

/** The place number (from 1) of a ticket: drawn for the lobby, order of arrival behind it. */
export function numberOfTicket({ key, lobbySize }: Draw, ticket: number): number {
  return ticket > lobbySize ? ticket : permute(key, lobbySize, ticket - 1) + 1;
}

/** The ticket that has a place number. */
export function ticketOfNumber({ key, lobbySize }: Draw, number: number): number {
  return number > lobbySize ? number : unpermute(key, lobbySize, number - 1) + 1;
}
