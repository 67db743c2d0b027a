import { expect, test } from 'vitest';
import { readOptions } from './options';

test('what is typed behind a simulation’s name is read, numbers as numbers', () => {
  const { words, options } = readOptions(['rush', '--fans', '10000', '--think', '0.5', '--quick']);
  expect(words).toEqual(['rush']);
  expect(options).toMatchObject({ fans: 10_000, think: 0.5, quick: true, isOwned: false, seed: 1 });
});

test.each([
  [['--fans', '0'], /--fans/],
  [['--fans', '1.5'], /--fans/],
  [['--fans', '1000000'], /--fans/],
  [['--seats', 'many'], /--seats/],
  [['--lobby', '3'], /--lobby/],
  [['--fast'], /--fast/],
])('%j is refused with a sentence that names it', (args, said) => {
  expect(() => readOptions(['rush', ...args])).toThrow(said);
});
