import { expect, test } from 'vitest';
import { randomOf } from './random';
import { SeatMap } from './seat-map';

const change = (fromVersion: number, ...changes: number[]) => ({
  ...{ scheduleId: '', fromVersion, toVersion: fromVersion + 1, changes },
});

function aMap(status: string, version = 5): SeatMap {
  const map = new SeatMap();
  map.take({ version, status });
  return map;
}

test('a change counts once, however many hear of it', () => {
  const map = aMap('0000');
  for (let heard = 0; heard < 3; heard++) map.change(change(5, 0, 1, 1, 3));
  expect(map.free).toBe(2);
  map.change(change(6, 0, 0));
  expect(map.free).toBe(3);
});

test('an older snapshot, and a change from before it, change nothing', () => {
  const map = aMap('0011', 7);
  map.take({ version: 6, status: '0000' });
  map.change(change(6, 0, 1));
  expect(map.free).toBe(2);
});

test('seats side by side are picked where they look free, and none where there are none', () => {
  const map = aMap('3003001');
  for (let seed = 0; seed < 20; seed++)
    expect([
      [1, 2],
      [4, 5],
    ]).toContainEqual(map.pick(2, randomOf(seed)));
  expect(map.pick(3, randomOf(1))).toBeNull();
  expect(aMap('333').pick(1, randomOf(1))).toBeNull();
});
