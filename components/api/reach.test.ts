import { afterEach, expect, test, vi } from 'vitest';
import { api } from './client';
import { Reach, reach as ofTheSite } from './reach';

test('the site is lost once a path failed twice in a row, and found once it answers', () => {
  const reach = new Reach();
  const heard = vi.fn<() => void>();
  reach.subscribe(heard);
  reach.failed('/wallet');
  expect(reach.isLost()).toBe(false);
  reach.failed('/wallet');
  expect(reach.isLost()).toBe(true);
  reach.answered('/concerts');
  expect(reach.isLost()).toBe(true);
  reach.answered('/wallet');
  expect(reach.isLost()).toBe(false);
  expect(heard).toHaveBeenCalledTimes(3);
});

afterEach(() => vi.unstubAllGlobals());

test('an answer without a body, as of a mail that is on its way, is no fault', async () => {
  vi.stubGlobal('fetch', async () => new Response(null, { status: 202 }));
  expect(await api.post('/users/password-resets', { email: 'fan@openrun.test' })).toBeUndefined();
});

test('a pause of the seats, which their page tells of itself, is no fault; any other 503 is one', async () => {
  const failed = vi.spyOn(ofTheSite, 'failed');
  for (const [code, faults] of [
    ['seats_away', 0],
    ['service_unavailable', 1],
  ] as const) {
    vi.stubGlobal('fetch', async () => Response.json({ code }, { status: 503 }));
    await expect(api.get('/schedules/1/seats')).rejects.toMatchObject({ code, status: 503 });
    expect(failed).toHaveBeenCalledTimes(faults);
  }
});

test('a path that nobody asks for any more is no fault', () => {
  const reach = new Reach();
  reach.failed('/wallet', 1_000);
  reach.failed('/wallet', 2_000);
  expect(reach.isLost(10_000)).toBe(true);
  expect(reach.isLost(20_000)).toBe(false);
});
