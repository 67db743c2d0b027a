import { lineRedis } from '@/server/platform/redis';
import { placesPerLineMax } from './waiting-room.schema';

/**
 * Who left the line while waiting, counted by place number, so that "ahead of you" counts people and not numbers.
 * A Fenwick tree over blocks of numbers in one hash: `{q:<scheduleId>}:departures`, node -> people who left. Noting
 * one and asking for the people before a number both touch at most 18 fields a look, however long the line; a hash of
 * a million departures has 31,250 blocks. Node 0 counts who left the lobby, and has no number before the draw: evenly
 * spread, because the draw is. The first of their tickets are kept in a list, `{q:<scheduleId>}:departed`, and counted by
 * number once it is drawn: a few make a short line uneven, and many even themselves out.
 */
const key = (scheduleId: string) => `{q:${scheduleId}}:departures`;
const listKey = (scheduleId: string) => `{q:${scheduleId}}:departed`;

/** Tickets that are kept: of 5,000 departures the even spread is right within 1 % of the line that they left. */
const listedMax = 5_000;

/** Numbers a block. Inside a block those who left count as evenly spread, which is at most 8 places wrong. */
export const departuresPerBlock = 32;
const blocksMax = Math.ceil(placesPerLineMax / departuresPerBlock);
const lobbyNode = '0';

const blockOf = (number: number) => Math.ceil(number / departuresPerBlock);

/** Notes one departure, by its number. */
export async function noteDeparture(scheduleId: string, number: number): Promise<void> {
  const noting = lineRedis().multi();
  for (const node of nodesAbove(blockOf(number))) noting.hincrby(key(scheduleId), node, 1);
  await noting.exec();
}

/** Notes one departure from the lobby, by its ticket. */
export async function noteLobbyDeparture(scheduleId: string, ticket: number): Promise<void> {
  const noting = lineRedis().multi();
  noting.hincrby(key(scheduleId), lobbyNode, 1);
  noting.rpush(listKey(scheduleId), ticket).ltrim(listKey(scheduleId), 0, listedMax - 1);
  await noting.exec();
}

/** Takes tickets that left the lobby, to be counted by number. Those who are taken and never counted stay spread. */
export async function takeDeparted(scheduleId: string, count: number): Promise<number[]> {
  const tickets = await lineRedis().lpop(listKey(scheduleId), count);
  return (tickets ?? []).map(Number);
}

/** Counts departures from the lobby by their numbers, once they have some. */
export async function numberInRedis(scheduleId: string, numbers: number[]): Promise<void> {
  const counts = new Map<string, number>([[lobbyNode, -numbers.length]]);
  for (const node of numbers.flatMap((number) => nodesAbove(blockOf(number))))
    counts.set(node, (counts.get(node) ?? 0) + 1);
  const noting = lineRedis().multi();
  for (const [node, count] of counts) noting.hincrby(key(scheduleId), node, count);
  await noting.exec();
}

/**
 * How many left with a number up to each of `numbers`, of the `issued` there are, and from the lobby before it was
 * drawn.
 */
export async function countDepartures(
  scheduleId: string,
  numbers: number[],
  issued: number,
): Promise<{ upTo: number[]; fromLobby: number }> {
  const pairs = numbers.map((number) => [blockOf(number), blockOf(number) - 1] as const);
  const nodes = [...new Set([lobbyNode, ...pairs.flat().flatMap(nodesBelow)])];
  const values = await lineRedis().hmget(key(scheduleId), ...nodes);
  const counts = new Map(nodes.map((node, index) => [node, Number(values[index] ?? 0)]));
  const total = (block: number) => nodesBelow(block).reduce((sum, n) => sum + counts.get(n)!, 0);
  const upTo = pairs.map(([own, before], index) => {
    const start = before * departuresPerBlock;
    const size = Math.max(1, Math.min(departuresPerBlock, issued - start));
    const share = Math.min(1, (numbers[index]! - start) / size);
    return total(before) + (total(own) - total(before)) * share;
  });
  return { upTo, fromLobby: counts.get(lobbyNode)! };
}

/** The nodes whose sums hold a block: what a departure adds to. */
function nodesAbove(block: number): string[] {
  const nodes = [];
  for (let node = block; node <= blocksMax; node += node & -node) nodes.push(String(node));
  return nodes;
}

/** The nodes that add up to all blocks up to this one. */
function nodesBelow(block: number): string[] {
  const nodes = [];
  for (let node = block; node > 0; node -= node & -node) nodes.push(String(node));
  return nodes;
}
