import { describe, expect, it } from 'vitest';
import { defineLimit, tokenBucket } from './rate-limit';
import { sharedRedis } from './redis';

const refused = { code: 'too_many_requests' };

describe('a limit in Redis', () => {
  it('gives each key its points and no more, of fifty takers at once', async () => {
    const limit = defineLimit('test', 10, 60);
    const takes = Array.from({ length: 50 }, () => limit.take('one'));
    const results = await Promise.allSettled(takes);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(10);
    await limit.take('two');
  });

  it('says when to come back', async () => {
    const limit = defineLimit('test-wait', 1, 60);
    await limit.take('one');
    const facts = { retryAfterSeconds: expect.toSatisfy((s: number) => s > 55 && s <= 60) };
    await expect(limit.take('one')).rejects.toMatchObject({ ...refused, facts });
  });

  it('takes back what was given back, and forgets', async () => {
    const limit = defineLimit('test-back', 1, 60);
    await limit.take('one');
    await limit.giveBack('one');
    await limit.take('one');
    await limit.forget('one');
    await limit.take('one');
    await expect(limit.take('one')).rejects.toMatchObject(refused);
  });

  it('still limits, in this process, while Redis is away', async () => {
    const limit = defineLimit('test-away', 2, 60);
    const redis = sharedRedis();
    redis.disconnect();
    await limit.take('one');
    await limit.take('one');
    await expect(limit.take('one')).rejects.toMatchObject(refused);
    await redis.connect();
  });
});

describe('a token bucket', () => {
  it('lets a burst through, then the rate', () => {
    const bucket = tokenBucket(10, 5);
    for (let i = 0; i < 5; i++) bucket.take('one', 1_000);
    expect(() => bucket.take('one', 1_000)).toThrow(expect.objectContaining(refused));
    expect(() => bucket.take('one', 1_099)).toThrow(expect.objectContaining(refused));
    bucket.take('one', 1_100);
    expect(() => bucket.take('one', 1_100)).toThrow(expect.objectContaining(refused));
    for (let i = 0; i < 5; i++) bucket.take('one', 60_000);
    bucket.take('two', 1_000);
  });

  it('lets who does not wait as told wait longer and longer, up to a bound, and forgets it in time', () => {
    const bucket = tokenBucket(10, 5, 10, { share: 0.5, waitMsMax: 60_000 });
    const waits: number[] = [];
    for (let ms = 0; ms < 20_000; ms += 10) {
      try {
        bucket.take('one', ms);
      } catch (error) {
        waits.push((error as { facts: { retryAfterSeconds: number } }).facts.retryAfterSeconds);
      }
    }
    expect(waits[0]).toBe(1);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.every((wait, i) => i === 0 || wait - waits[i - 1]! <= 1)).toBe(true);
    expect(waits.at(-1)).toBe(60);
    expect(() => bucket.take('one', 79_900)).toThrow(expect.objectContaining(refused));
    bucket.take('one', 81_000);
  });

  it('keeps a bounded number of keys and forgets the one longest untouched', () => {
    const bucket = tokenBucket(1, 1, 2);
    bucket.take('one', 0);
    bucket.take('two', 0);
    bucket.take('three', 0);
    bucket.take('one', 0);
    expect(() => bucket.take('three', 0)).toThrow(expect.objectContaining(refused));
  });
});
