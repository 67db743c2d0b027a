import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gather } from './gather';

function aGathering(most: number) {
  const runs: [string, number[]][] = [];
  const ask = gather<number, number>(most, async (key, questions) => {
    runs.push([key, questions]);
    await setImmediate();
    if (questions.includes(13)) throw new Error('unlucky');
    return questions.map((question) => question * 10);
  });
  return { ask, runs };
}

test('what is asked of one key within a turn is answered together, each for itself', async () => {
  const { ask, runs } = aGathering(100);
  const asked = [ask('a', 1), ask('b', 2), Promise.resolve().then(() => ask('a', 3))];
  expect(runs).toEqual([]);
  expect(await Promise.all(asked)).toEqual([10, 20, 30]);
  expect(runs).toEqual([
    ['a', [1, 3]],
    ['b', [2]],
  ]);
  expect(await ask('a', 4)).toBe(40);
  expect(runs).toHaveLength(3);
});

test('a large crowd is answered in several runs, and only those of a run that fails hear of it', async () => {
  const { ask, runs } = aGathering(5);
  const answers = await Promise.allSettled(Array.from({ length: 15 }, (_, n) => ask('a', n)));
  expect(runs.map(([, { length }]) => length)).toEqual([5, 5, 5]);
  const failed = answers.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
  expect(failed).toEqual([10, 11, 12, 13, 14]);
  expect(answers[9]).toMatchObject({ value: 90 });
});
