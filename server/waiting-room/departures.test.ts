import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { countAhead } from './departures';
import { countDepartures, departuresPerBlock, noteDeparture } from './departures.redis';
import { findPlace, joinLine, leaveLine } from './places';
import { aLine, people } from './testing.redis';
import { readLine } from './waiting-room.redis';
import { placesPerLineMax } from './waiting-room.schema';

test('departures up to a number are exact by block, and within a quarter of a block inside one', async () => {
  const line = newId();
  const numbers = Array.from({ length: 400 }, (_, i) => ((i * 7_919) % 5_000) + 1);
  await Promise.all(numbers.map((number) => noteDeparture(line, number)));
  const asked = Array.from({ length: 100 }, (_, i) => (i + 1) * 50 - (i % 7));
  const { upTo } = await countDepartures(line, asked, 5_000);
  asked.forEach((number, index) => {
    const truth = numbers.filter((one) => one <= number).length;
    const tolerance = number % departuresPerBlock === 0 ? 0 : departuresPerBlock / 4;
    expect(Math.abs(upTo[index]! - truth), `up to ${number}`).toBeLessThanOrEqual(tolerance);
  });
});

test('the last number of the longest line is counted like the first', async () => {
  const line = newId();
  await Promise.all([1, placesPerLineMax].map((number) => noteDeparture(line, number)));
  const asked = [0, departuresPerBlock, placesPerLineMax];
  const { upTo } = await countDepartures(line, asked, placesPerLineMax);
  expect(upTo).toEqual([0, 1, 2]);
});

test('who left the lobby before the draw counts as spread over all of its numbers', async () => {
  const line = await aLine();
  for (let left = 0; left < 300; left++) await noteDeparture(line, null);
  const record = { ...(await readLine(line))!, issued: 2_000, lobbySize: 1_000, waiting: 1_700 };
  expect(await countAhead(line, record, 501)).toBe(350);
  expect(await countAhead(line, record, 1_001)).toBe(700);
  expect(await countAhead(line, record, 1_501)).toBe(1_200);
  expect(await countAhead(line, { ...record, cursor: 500 }, 1_001)).toBe(350);
});

test('nobody is told of more people ahead than wait, whatever was not noted', async () => {
  const line = await aLine();
  const record = { ...(await readLine(line))!, issued: 5_000, waiting: 40 };
  expect(await countAhead(line, record, 5_000)).toBe(39);
});

test('a place says how many people wait before it, and a new one has everybody else ahead', async () => {
  const line = await aLine();
  const crowd = people(10);
  for (const person of crowd) await joinLine(person, line);
  for (const person of crowd.slice(2, 6)) await leaveLine(person, line);
  expect(await findPlace(crowd[9]!, line)).toMatchObject({ number: 10, ahead: 5 });
  const [late] = people(1);
  expect(await joinLine(late!, line)).toMatchObject({ number: 11, ahead: 6 });
});
