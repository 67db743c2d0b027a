import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connectionOf, readRedisClock, sharedRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import {
  partitionCount,
  type Backlog,
  type Bus,
  type Delivery,
  type Group,
  type Lead,
  type Message,
} from './bus';

const appendScript = defineScript('server/outbox/lua/append-events-2.lua');
const takeScript = defineScript('server/outbox/lua/take-events-2.lua');

/**
 * Many events are one entry, as a line of JSON each: reading and writing them costs Redis and Node a third of what
 * an entry an event does.
 */
const eventsPerEntry = 64;
const entriesPerTake = 8;
/** What waits beyond this waits in Postgres, where there is room, and comes in fuller entries then. */
const entriesMax = 20_000;

const keysOf = (partition: number) => {
  const tag = `bus:{${partition}}`;
  return { stream: `${tag}:events`, head: `${tag}:head` };
};

const appendReply = z.enum(['appended', 'stale', 'full']);
const entryReply = z.tuple([
  z.string(),
  z
    .tuple([z.literal('total'), z.coerce.number(), z.literal('events'), z.string()])
    .rest(z.string()),
]);
const takeReply = z.union([
  z.tuple([z.literal('taken'), z.array(entryReply)]),
  z.tuple([z.enum(['more', 'stale'])]),
]);

type Entry = z.infer<typeof entryReply>;

/** An event's id is its entry's and its place there; the last of an entry says so, since with it the entry is done. */
function deliveriesOf(partition: number, [id, [, , , lines]]: Entry): Delivery[] {
  const bodies = lines.split('\n');
  const last = bodies.length - 1;
  return bodies.map((body, i) => ({
    partition,
    id: `${id}:${i}${i === last ? lastMark : ''}`,
    body,
  }));
}

const lastMark = ':last';

const doneEntries = (deliveries: Delivery[]): string[] =>
  deliveries.flatMap(({ id }) => (id.endsWith(lastMark) ? [id.split(':')[0]!] : []));

/**
 * A stream a partition, with a consumer group for each consumer. Who leads a partition appends to it and reads it, so
 * that a group's events of it are handled one after the other; the lease's token, kept beside the stream, shuts out a
 * worker that hung for longer than its lease.
 */
export function redisStreams(worker: string = randomUUID()): Bus {
  return {
    pollMs: 500,
    connection: () => connectionOf(sharedRedis()),
    append,
    async take(group, leads) {
      return (await Promise.all(leads.map((lead) => take(worker, group, lead)))).flat();
    },
    async acknowledge(group, deliveries) {
      const ids = doneEntries(deliveries);
      if (ids.length === 0) return;
      const { partition } = deliveries[0]!;
      await sharedRedis().xack(keysOf(partition).stream, group, ...ids);
    },
    backlogs: (groups) => Promise.all(groups.map(backlogOf)),
    async tidy(groups, leads) {
      for (const { partition } of leads) await trim(partition, groups);
    },
    close: () => Promise.resolve(),
  };
}

async function append({ partition, token }: Lead, messages: Message[]): Promise<void> {
  const { stream, head } = keysOf(partition);
  const entries = Array.from({ length: Math.ceil(messages.length / eventsPerEntry) }, (_, i) => {
    const own = messages.slice(i * eventsPerEntry, (i + 1) * eventsPerEntry);
    return [own.length, own.map(({ body }) => body).join('\n'), typesOf(own)];
  });
  const args = [token, entriesMax, ...entries.flat()];
  const word = appendReply.parse(await appendScript.run(sharedRedis(), [stream, head], args));
  if (word !== 'appended') throw new Error(`partition ${partition} is ${word}`);
}

/** By what an entry is passed over by groups that want none of it; empty where one of its events has no type. */
function typesOf(messages: Message[]): string {
  const types = new Set(messages.map(({ type }) => type));
  return types.has('') ? '' : [...types].join(',');
}

async function take(worker: string, group: Group, lead: Lead): Promise<Delivery[]> {
  const { partition, token } = lead;
  const { stream, head } = keysOf(partition);
  const args = [token, group.name, worker, entriesPerTake, ...group.types];
  for (;;) {
    const reply = await takeScript.run(sharedRedis(), [stream, head], args);
    const [word, entries] = takeReply.parse(reply);
    if (word === 'taken') return entries!.flatMap((entry) => deliveriesOf(partition, entry));
    if (word === 'stale') return [];
  }
}

/** Forgets what every group has handled, and nothing while one of them has not begun. */
async function trim(partition: number, groups: string[]): Promise<void> {
  const { stream } = keysOf(partition);
  const known = await readGroups(stream);
  if (!groups.every((group) => known.some(({ name }) => name === group))) return;
  // A group of an older or newer version counts too.
  const firsts = await Promise.all(known.map((group) => firstNeeded(stream, group)));
  const [oldest] = firsts.toSorted(byId);
  if (oldest) await sharedRedis().xtrim(stream, 'MINID', oldest);
}

const byId = (a: string, b: string) => {
  const [[aMs, aCount], [bMs, bCount]] = [a, b].map((id) => id.split('-').map(Number)) as [
    [number, number],
    [number, number],
  ];
  return aMs - bMs || aCount - bCount;
};

const groupInfo = z.object({
  name: z.string(),
  pending: z.number(),
  'last-delivered-id': z.string(),
});
type GroupInfo = z.infer<typeof groupInfo>;

async function readGroups(stream: string): Promise<GroupInfo[]> {
  const reply = await sharedRedis()
    .xinfo('GROUPS', stream)
    .catch((error: Error) => {
      if (error.message.includes('no such key')) return [];
      throw error;
    });
  return (reply as unknown[][]).map((flat) => {
    const pairs = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
    return groupInfo.parse(Object.fromEntries(pairs));
  });
}

const pendingSummary = z.tuple([z.number(), z.string().nullable(), z.unknown(), z.unknown()]);

/** Everything before this is handled by the group. */
async function firstNeeded(stream: string, group: GroupInfo): Promise<string> {
  const delivered = group['last-delivered-id'];
  if (group.pending === 0) return delivered;
  const [, oldest] = pendingSummary.parse(await sharedRedis().xpending(stream, group.name));
  return oldest ?? delivered;
}

async function backlogOf(group: string): Promise<Backlog> {
  const nowMs = await readRedisClock(sharedRedis());
  const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
  const parts = await Promise.all(partitions.map((partition) => waitingOf(partition, group)));
  const oldest = Math.min(nowMs, ...parts.map(({ sinceMs }) => sinceMs));
  const waiting = parts.reduce((sum, part) => sum + part.waiting, 0);
  return { group, waiting, oldestMs: nowMs - oldest };
}

/** The events from the first that a group needs to the last there is; one that has not begun needs all. */
async function waitingOf(partition: number, group: string) {
  const { stream, head } = keysOf(partition);
  const known = (await readGroups(stream)).find(({ name }) => name === group);
  const from = known ? await firstNeeded(stream, known) : '-';
  const isDone = known !== undefined && known.pending === 0;
  const [first] = await sharedRedis().xrange(stream, isDone ? `(${from}` : from, '+', 'COUNT', 1);
  if (!first) return { waiting: 0, sinceMs: Infinity };
  const [id, [, total, , lines]] = entryReply.parse(first);
  const last = Number(await sharedRedis().hget(head, 'total'));
  return { waiting: last - total + lines.split('\n').length, sinceMs: Number(id.split('-')[0]) };
}
