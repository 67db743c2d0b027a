import { expect, test } from 'vitest';
import { chunksOf, groupBy } from './lists';

test('a list comes in pieces of at most the size, in order, and nothing of it is left out', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([1, 2], 2)).toEqual([[1, 2]]);
  expect(chunksOf([], 2)).toEqual([]);
});

test('items are grouped in order, and groups in the order of their first', () => {
  const groups = groupBy(['bee', 'ant', 'bat', 'asp'], (word) => word[0]);
  expect([...groups]).toEqual([
    ['b', ['bee', 'bat']],
    ['a', ['ant', 'asp']],
  ]);
});
