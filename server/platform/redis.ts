import { Redis } from 'ioredis';
import { env } from './env';
import { log } from './log';
import { RedisWatch } from './redis-watch';
import { singleton } from './singleton';

function connect(name: string, url: string): Redis {
  const client = new Redis(url, {
    connectionName: `openrun:${name}`,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 1,
    connectTimeout: 3_000,
    commandTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 1_000) + Math.random() * 100,
  });
  client.on('ready', () => connections().set(client, connectionOf(client) + 1));
  let reported = 0;
  client.on('error', (error: Error) => {
    if (Date.now() - reported < 5_000) return; // one line a few seconds says it
    reported = Date.now();
    log.warn({ redis: name, error: error.message }, 'redis is away');
  });
  return client;
}

const connections = () => singleton('redis:connections', () => new WeakMap<Redis, number>());

/**
 * Which connection a client of this process has: a number that grows with each new one, and is counted before any answer
 * comes by it.
 */
export const connectionOf = (client: Redis): number => connections().get(client) ?? 0;

/** The waiting lines. */
export const lineRedis = (): Redis => singleton('redis:line', () => connect('line', env.REDIS_URL));

/** A fault of the seats' Redis: it does not answer. Nothing is known of a command that was on its way. */
export class SeatsAway extends Error {
  override readonly name = 'SeatsAway';
}

const seats = () =>
  singleton('redis:seats', () => {
    const client = connect('seats', seatsRedisUrl());
    return { client, watch: new RedisWatch(client, 'seats') };
  });

/** Seats, holds and the passes that holding checks: may be a server of its own. Throws SeatsAway while it is away. */
export function seatsRedis(): Redis {
  const { client, watch } = seats();
  if (watch.isAway) throw new SeatsAway();
  return client;
}

/** Whether the seats' Redis has stopped answering this process: known half a second to some seconds after it did. */
export const areSeatsAway = (): boolean => seats().watch.isAway;

/** Known while it is away too. */
export const seatsConnection = (): number => connectionOf(seats().client);

const connectionFault = /^(Connection is closed|Command timed out|Stream isn't writeable)/;

/** What a call of the seats' Redis answers; a connection that failed under it is SeatsAway too. */
export async function orSeatsAway<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error as Error;
    const isAway = name === 'MaxRetriesPerRequestError' || connectionFault.test(message);
    throw isAway ? new SeatsAway(message) : error;
  }
}

/** Caches, limits, leases and the event bus. */
export const sharedRedis = (): Redis =>
  singleton('redis:shared', () => connect('shared', env.REDIS_URL));

/** A connection of one's own: for subscriptions and blocking reads, which keep a connection to themselves. */
export function newSubscriber(name: string, url: string = env.REDIS_URL): Redis {
  const client = new Redis(url, {
    connectionName: `openrun:${name}`,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(100 * attempt, 1_000) + Math.random() * 100,
  });
  client.on('error', () => undefined); // the named clients report an outage
  return client;
}

/** A server's own clock, in Unix milliseconds: a process's may be off. */
export async function readRedisClock(redis: Redis): Promise<number> {
  const [seconds, micros] = (await redis.time()) as [unknown, unknown];
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

export const pingRedis = (): Promise<string> => sharedRedis().ping();

export const seatsRedisUrl = (): string => env.REDIS_SEATS_URL ?? env.REDIS_URL;

export async function closeRedis(): Promise<void> {
  const { client: ofSeats, watch } = seats();
  watch.stop();
  await Promise.all(
    [lineRedis(), ofSeats, sharedRedis()].map((client) =>
      client.quit().catch(() => client.disconnect()),
    ),
  );
}
