import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy, targetOf, throughProxy, type TcpProxy } from '@/server/testing/tcp-proxy';
import { RedisWatch } from './redis-watch';

let proxy: TcpProxy;
let redis: Redis;
let watch: RedisWatch;

beforeEach(async () => {
  const url = process.env['REDIS_URL']!;
  proxy = await startTcpProxy(targetOf(url));
  redis = new Redis(throughProxy(url, proxy), { maxRetriesPerRequest: 1, commandTimeout: 2_000 });
  redis.on('error', () => undefined);
  watch = new RedisWatch(redis, 'test');
  await redis.ping();
});

afterEach(async () => {
  watch.stop();
  redis.disconnect();
  await proxy.stop();
});

const eventually = (away: boolean, timeout = 15_000) =>
  expect.poll(() => watch.isAway, { timeout, interval: 20 }).toBe(away);

/** Notes every turn until it is stopped. */
function turnsOf() {
  const turns: boolean[] = [];
  let last = watch.isAway;
  const timer = setInterval(() => {
    if (watch.isAway !== last) turns.push((last = watch.isAway));
  }, 5);
  return { turns, stop: () => clearInterval(timer) };
}

test('a Redis that is cut off is known to be away in a moment, and to be back once it answers again', async () => {
  proxy.setAway(true);
  proxy.drop();
  await eventually(true, 3_000);
  proxy.setAway(false);
  await eventually(false);
});

test('a Redis that hangs is away too, and what was asked of it does not stand in the way of its return', async () => {
  proxy.setDelay(60_000);
  await eventually(true);
  proxy.setDelay(0);
  proxy.drop();
  await eventually(false, 30_000);
});

test('one slow moment is no outage, and a connection that comes and goes does not make it flap', async () => {
  const { turns, stop } = turnsOf();
  proxy.setDelay(600); // as while a disk is slow
  await redis.ping();
  proxy.setDelay(0);
  await redis.ping();
  expect(turns).toEqual([]);
  proxy.setAway(true);
  proxy.drop();
  await eventually(true, 3_000);
  for (const away of [false, true, false, true]) {
    proxy.setAway(away);
    if (away) proxy.drop();
    else await expect.poll(() => redis.status, { timeout: 5_000 }).toBe('ready');
  }
  expect(turns).toEqual([true]);
  proxy.setAway(false);
  await expect.poll(() => turns, { timeout: 10_000 }).toEqual([true, false]);
  stop();
});
