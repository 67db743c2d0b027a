import { expect, test } from 'vitest';
import { exitCodeOf } from './play';

const clean = { ok: true, violations: [] };
const met = { name: 'a goal', ok: true };

test('a run ends well only without a violation and with every threshold met', () => {
  expect(exitCodeOf(clean, [met])).toBe(0);
  expect(exitCodeOf({ ok: false, violations: ['1: one seat sold twice'] }, [met])).toBe(1);
  expect(exitCodeOf(clean, [met, { name: 'the counts add up', ok: false }])).toBe(1);
});
