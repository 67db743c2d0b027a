import { beforeEach, describe, expect, it, vi } from 'vitest';

/** Of a module of its own: it reads the environment once. (Not the `env` itself, which `await` would read.) */
const readPort = async () => {
  const module = await import('./env');
  return () => module.env.PORT;
};

beforeEach(() => void vi.resetModules());

describe('the environment', () => {
  it.each(['SESSION_SECRET', 'PASS_SECRET', 'TICKET_SIGNING_KEY', 'DATABASE_URL', 'REDIS_URL'])(
    'is refused in production without %s: there is no default',
    async (name) => {
      vi.stubEnv('NODE_ENV', 'production');
      vi.stubEnv(name, '');
      expect(await readPort()).toThrow(`The environment is not usable. ${name}`);
    },
  );

  it('is refused with a secret that can be guessed', async () => {
    vi.stubEnv('SESSION_SECRET', 'secret');
    expect(await readPort()).toThrow('SESSION_SECRET');
  });

  it.each([
    [{ PAYMENT_GATEWAY: 'toss' }, 'TOSS_SECRET_KEY'],
    [
      { PAYMENT_GATEWAY: 'toss', TOSS_SECRET_KEY: 'k', TOSS_API_URL: 'http://x.test' },
      'TOSS_API_URL',
    ],
    [{ PAYMENT_GATEWAY: 'sandbox', TOSS_SECRET_KEY: 'k' }, 'TOSS_API_URL'],
  ])('is refused when cards could not be paid, or not safely: %o', async (set, name) => {
    for (const [each, value] of Object.entries(set)) vi.stubEnv(each, value);
    expect(await readPort()).toThrow(name);
  });
});
