import { expect, test, vi } from 'vitest';
import { exitCodeOf, playToItsEnd } from './play';
import type { Stage } from './simulation';

const clean = { ok: true, violations: [] };
const met = { name: 'a goal', ok: true };

test('a run ends well only without a violation and with every threshold met', () => {
  expect(exitCodeOf(clean, [met])).toBe(0);
  expect(exitCodeOf({ ok: false, violations: ['1: one seat sold twice'] }, [met])).toBe(1);
  expect(exitCodeOf(clean, [met, { name: 'the counts add up', ok: false }])).toBe(1);
});

test('a simulation that breaks off is ended, and is a threshold missed', async () => {
  const end = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const stage = { end } as unknown as Stage & { end: () => Promise<void> };
  const play = () => Promise.reject(new Error('the site is gone'));
  const thresholds = await playToItsEnd(stage, { about: '', play });
  expect(thresholds).toEqual([{ name: 'it broke off: the site is gone', ok: false }]);
  expect(end).toHaveBeenCalledOnce();
});
