import { createHash } from 'node:crypto';
import { Refusal } from '@/server/platform/refusal';
import { numberOfTicket } from './draw/order';
import { drawOf } from './lines';
import { listUnnumbered, takeCodeInRedis, writeCodes, writePresaleNumbers } from './presale.redis';
import { readLine } from './waiting-room.redis';

/**
 * The presale lane: part of the one line, for who comes with a code. Its people take tickets and are drawn with
 * everybody else, and are called up in the order of the same numbers; but by their own share of the invitations.
 */

/** A code as people type it: case, spaces and dashes do not matter. */
const normalCode = (code: string) => code.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** What is kept of a code, in Postgres and in Redis. */
export const hashOfCode = (code: string): string =>
  createHash('sha256').update(normalCode(code)).digest('hex');

/** Refuses `code_unknown`, and `code_used_up` once as many other accounts as it allows came with it. */
export async function takeCode(scheduleId: string, accountId: string, code: string): Promise<void> {
  const status = await takeCodeInRedis(scheduleId, hashOfCode(code), accountId);
  if (status === 'unknown') throw new Refusal('code_unknown');
  if (status === 'used_up') throw new Refusal('code_used_up');
}

/** Makes new codes count at once; `configureLine` copies all of them again. */
export const addCodes = writeCodes;

/** How many numbers one tick writes: a fifth of a second's work. */
const numbersPerTick = 20_000;
const chunkSize = 1_000;

/** Once the lobby is drawn, writes the numbers of its presale people, which is what their lane is ordered by. */
export async function numberPresale(scheduleId: string): Promise<void> {
  if ((await listUnnumbered(scheduleId, 1)).length === 0) return;
  const line = await readLine(scheduleId);
  const draw = line && drawOf(line);
  if (!draw) return;
  for (let done = 0; done < numbersPerTick; done += chunkSize) {
    const tickets = await listUnnumbered(scheduleId, chunkSize);
    if (tickets.length === 0) return;
    const numbers = tickets.map((ticket) => ({ ticket, number: numberOfTicket(draw, ticket) }));
    await writePresaleNumbers(scheduleId, numbers);
  }
}
