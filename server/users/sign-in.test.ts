import { describe, expect, it } from 'vitest';
import { sharedRedis } from '@/server/platform/redis';
import { createAccount } from './users';
import { passwordQueue } from './password';
import { signIn } from './sign-in';
import { insertAccount } from './users.store';

const password = 'open sesame';
const address = '203.0.113.7';
const input = { email: 'Jiwoo@Openrun.test', name: '지우', locale: 'ko', password } as const;

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    ({ code, facts }: { code: string; facts: unknown }) => ({ code, facts }),
  );

const wrong = { code: 'wrong_credentials', facts: {} };

describe('signing in', () => {
  it('takes the e-mail in any case with its password', async () => {
    const { id } = await createAccount(input);
    const row = await signIn({ email: 'jiwoo@openrun.TEST', password }, address);
    expect(row.id).toBe(id);
  });

  it('answers an unknown e-mail, a wrong password and an account without one the same, after the same work', async () => {
    await createAccount(input);
    await insertAccount({ email: 'social@openrun.test', name: 'Social', locale: 'ko' });
    for (const email of [input.email, 'nobody@openrun.test', 'social@openrun.test']) {
      const before = passwordQueue().done;
      expect(await refusalOf(signIn({ email, password: 'wrong one' }, address))).toEqual(wrong);
      expect(passwordQueue().done - before).toBe(1);
    }
  });

  it('is refused for an account and an address after five failures, known or not, even with the right password', async () => {
    await createAccount(input);
    for (const email of [input.email, 'nobody@openrun.test']) {
      for (let i = 0; i < 5; i++) {
        expect(await refusalOf(signIn({ email, password: 'wrong one' }, address))).toEqual(wrong);
      }
      const refused = {
        code: 'too_many_requests',
        facts: { retryAfterSeconds: expect.any(Number) },
      };
      expect(await refusalOf(signIn({ email, password }, address))).toEqual(refused);
    }
    const elsewhere = await signIn({ email: input.email, password }, '198.51.100.1');
    expect(elsewhere.name).toBe('지우');
  });

  it('counts a burst of guesses in full', async () => {
    const burst = Array.from({ length: 20 }, (_, i) =>
      refusalOf(signIn({ email: input.email, password: `guess ${i}` }, address)),
    );
    const answers = await Promise.all(burst);
    expect(
      answers.filter((answer) => (answer as typeof wrong).code === 'wrong_credentials'),
    ).toHaveLength(5);
  });

  it('is refused for an address after a hundred failures with whatever e-mails', async () => {
    await sharedRedis().set(`limit:sign-in:address:${address}`, 100, 'EX', 60);
    const answer = await refusalOf(signIn({ email: 'any@openrun.test', password }, address));
    expect(answer).toMatchObject({ code: 'too_many_requests' });
  });

  it('is refused for an account after fifty failures from whatever addresses', async () => {
    await createAccount(input);
    await signIn({ email: input.email, password }, address);
    const [key] = await sharedRedis().keys('limit:sign-in:account:*');
    await sharedRedis().set(key!, 50, 'EX', 60);
    const answer = await refusalOf(signIn({ email: input.email, password }, '198.51.100.2'));
    expect(answer).toMatchObject({ code: 'too_many_requests' });
  });

  it('gives back what a success took', async () => {
    await createAccount(input);
    for (let i = 0; i < 8; i++) await signIn({ email: input.email, password }, address);
    expect(await sharedRedis().get(`limit:sign-in:address:${address}`)).toBe('0');
  });

  it('leaves no e-mail in Redis', async () => {
    await refusalOf(signIn({ email: input.email, password }, address));
    const keys = await sharedRedis().keys('*');
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.join(' ').toLowerCase()).not.toContain('jiwoo');
  });
});
