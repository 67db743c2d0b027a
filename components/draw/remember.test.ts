import { expect, test } from 'vitest';
import type { DrawView } from '@/server/waiting-room/draw/draw.schema';
import { isAnother, remember } from './remember';

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 11, 0, second));
const shown = (seedHash: string, root: string | null) =>
  ({
    scheduleId: 'schedule',
    commitment: { seedHash },
    list: root === null ? null : { root },
  }) as DrawView;

function aStore() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

test('a browser keeps the first list it was shown, and since when', () => {
  const store = aStore();
  remember(shown('promise', null), at(1), store);
  const seen = remember(shown('promise', 'list'), at(2), store);
  expect(seen).toEqual({ seedHash: 'promise', root: 'list', rootSeenAt: at(2).toISOString() });
  expect(remember(shown('promise', 'list'), at(9), store)).toEqual(seen);
  expect(isAnother(shown('promise', 'list'), seen)).toBe(false);
});

test('another list or another promise than was shown before is found out', () => {
  const store = aStore();
  remember(shown('promise', null), at(1), store);
  const other = shown('another', 'list');
  expect(isAnother(other, remember(other, at(2), store))).toBe(true);
  const swapped = shown('promise', 'another');
  const kept = aStore();
  remember(shown('promise', 'list'), at(2), kept);
  expect(isAnother(swapped, remember(swapped, at(3), kept))).toBe(true);
});

test('a browser that keeps nothing has seen what it is shown', () => {
  const broken = {
    getItem: () => {
      throw new Error('no storage');
    },
    setItem: () => undefined,
  };
  const draw = shown('promise', 'list');
  expect(isAnother(draw, remember(draw, at(1), broken))).toBe(false);
});
