import { describe, expect, it } from 'vitest';
import { Refusal } from '@/server/platform/refusal';
import { hashPassword, passwordMatches, passwordQueue } from './password';

describe('passwords', () => {
  it('are kept as argon2id with the parameters of OWASP, each with its own salt', async () => {
    const [one, two] = await Promise.all([
      hashPassword('open sesame'),
      hashPassword('open sesame'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwordMatches(one, 'open sesame')).toBe(true);
    expect(await passwordMatches(one, 'open says me')).toBe(false);
  });

  it('are checked where there is none too, and never match', async () => {
    const before = passwordQueue().done;
    expect(await passwordMatches(null, 'anything')).toBe(false);
    expect(await passwordMatches(undefined, 'anything')).toBe(false);
    expect(passwordQueue().done - before).toBe(2);
  });

  it('queue up to a limit, and past it are refused with a time to come back', async () => {
    await passwordMatches(null, 'first'); // makes the stand-in hash
    const tries = Array.from({ length: 130 }, () => hashPassword('open sesame'));
    const results = await Promise.allSettled(tries);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(30);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(Refusal);
      expect(reason).toMatchObject({ code: 'sign_in_busy', facts: { retryAfterSeconds: 3 } });
    }
    expect(passwordQueue().waiting).toBe(0);
  });

  it('are hashed off the thread that answers', async () => {
    const hashed = Promise.all(Array.from({ length: 8 }, () => hashPassword('open sesame')));
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 1);
    await hashed;
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(8); // a blocked thread ticks once at most between two hashes
  });
});
