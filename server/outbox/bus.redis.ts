import type { Redis } from 'ioredis';
import { z, ZodError } from 'zod';
import { log } from '@/server/platform/log';
import { newSubscriber, sharedRedis } from '@/server/platform/redis';
import { Refusal } from '@/server/platform/refusal';
import { busEventSchema, type BusEvent } from './events.schema';

const stream = 'bus:events';
const deadStream = 'bus:dead';
const wakeChannel = 'outbox:wake';
/** About a day of a busy site; a consumer further behind reads from Postgres by its own rebuild. */
const streamLengthMax = 200_000;
const deliveriesMax = 5;

/** Tells relays that something was committed. Losing this costs a poll's wait, nothing else. */
export function wakeRelay(): void {
  void sharedRedis()
    .publish(wakeChannel, '1')
    .catch(() => undefined);
}

export function onWake(wake: () => void): Redis {
  const subscriber = newSubscriber('outbox-wake');
  subscriber.on('message', wake);
  void subscriber.subscribe(wakeChannel).catch(() => undefined);
  return subscriber;
}

/** Appends events in order. */
export async function appendToBus(
  events: { eventId: string; type: string; key: string; payload: unknown }[],
) {
  const pipeline = sharedRedis().pipeline();
  for (const event of events) {
    pipeline.xadd(stream, 'MAXLEN', '~', streamLengthMax, '*', 'event', JSON.stringify(event));
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
}

type StreamEntry = [id: string, fields: string[]];

async function ensureGroup(group: string): Promise<void> {
  await sharedRedis()
    .xgroup('CREATE', stream, group, '0', 'MKSTREAM')
    .catch((error: Error) => {
      if (!error.message.startsWith('BUSYGROUP')) throw error;
    });
}

async function readEntries(group: string, from: '0' | '>', count: number): Promise<StreamEntry[]> {
  const read = () =>
    sharedRedis().xreadgroup('GROUP', group, 'leader', 'COUNT', count, 'STREAMS', stream, from);
  const reply = await read().catch(async (error: Error) => {
    if (!error.message.startsWith('NOGROUP')) throw error;
    await ensureGroup(group); // a new consumer, or a Redis that lost its data
    return read();
  });
  return ((reply as [string, StreamEntry[]][] | null)?.[0]?.[1] ?? []) as StreamEntry[];
}

type Handle = (events: BusEvent[]) => Promise<void>;

/**
 * Hands a consumer's waiting events to it, oldest first and many at once, and acknowledges them after its work;
 * returns how many. Run by one process at a time (a lease), so that a key's events keep their order. When they fail
 * together each is handled alone: a fault, such as a database that is away, is tried again for ever; what is
 * unreadable or refused `deliveriesMax` times is a dead letter.
 */
export async function consumeBatch(group: string, handle: Handle, count = 250): Promise<number> {
  const unfinished = await readEntries(group, '0', count);
  const entries = unfinished.length > 0 ? unfinished : await readEntries(group, '>', count);
  if (entries.length === 0) return 0;
  try {
    await handle(entries.map(parseEntry));
  } catch {
    for (const entry of entries) await handleAlone(group, entry, handle);
    return entries.length;
  }
  await sharedRedis().xack(stream, group, ...entries.map(([id]) => id));
  return entries.length;
}

const parseEntry = ([, fields]: StreamEntry): BusEvent =>
  busEventSchema.parse(JSON.parse(fields?.[1] ?? 'null'));

async function handleAlone(group: string, entry: StreamEntry, handle: Handle): Promise<void> {
  const [id, fields] = entry;
  try {
    await handle([parseEntry(entry)]);
  } catch (error) {
    if (!(await isPoison(group, id, error))) throw error;
    log.error({ group, id, error: (error as Error).message }, 'event moved to the dead letters');
    const letter = ['group', group, 'event', fields?.[1] ?? ''];
    await sharedRedis().xadd(deadStream, 'MAXLEN', '~', 10_000, '*', ...letter);
  }
  await sharedRedis().xack(stream, group, id);
}

const groupInfo = z.object({
  name: z.string(),
  pending: z.number(),
  lag: z.number().nullable(),
});

/** How many events each consumer has yet to handle; one that is not read yet counts the stream. */
export async function busLag(): Promise<{ group: string; waiting: number }[]> {
  const reply = await sharedRedis()
    .xinfo('GROUPS', stream)
    .catch((error: Error) => {
      if (error.message.includes('no such key')) return [];
      throw error;
    });
  const length = await sharedRedis().xlen(stream);
  return (reply as unknown[][]).map((flat) => {
    const pairs = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
    const { name, pending, lag } = groupInfo.parse(Object.fromEntries(pairs));
    return { group: name, waiting: pending + (lag ?? length) };
  });
}

async function isPoison(group: string, id: string, error: unknown): Promise<boolean> {
  const isOfTheEvent =
    error instanceof Refusal || error instanceof ZodError || error instanceof SyntaxError;
  if (!isOfTheEvent) return false;
  const failures = await sharedRedis().hincrby(`bus:failures:${group}`, id, 1);
  if (failures < deliveriesMax) return false;
  await sharedRedis().hdel(`bus:failures:${group}`, id);
  return true;
}
