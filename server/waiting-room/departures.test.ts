import { expect, test } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@/server/platform/id';
import { tendLine } from './admission';
import { countAhead } from './departures';
import {
  countDepartures,
  departuresPerBlock,
  noteDeparture,
  noteLobbyDeparture,
} from './departures.redis';
import { aLobby, closeList } from './draw/testing';
import { findPlace, joinLine, leaveLine } from './places';
import { aLine, people, setCounter } from './testing.redis';
import { readClock, readLine } from './waiting-room.redis';
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
  for (let left = 0; left < 300; left++) await noteLobbyDeparture(line, left + 1);
  const record = { ...(await readLine(line))!, issued: 2_000, lobbySize: 1_000, waiting: 1_700 };
  expect(await countAhead(line, record, 501)).toBe(350);
  expect(await countAhead(line, record, 1_001)).toBe(700);
  expect(await countAhead(line, record, 1_501)).toBe(1_200);
  expect(await countAhead(line, { ...record, cursor: 500 }, 1_001)).toBe(350);
});

test('who left a lobby before the draw is counted by number behind it, within 8 places for everybody', async () => {
  const { line, lobby } = await aLobby(300);
  await Promise.all(lobby.slice(0, 150).map((person) => leaveLine(person, line)));
  const roundAt = await closeList(line);
  await setCounter(line, 'capacity', 1);
  await setCounter(line, 'opensAt', roundAt);
  await wait(Math.max(0, roundAt - (await readClock())) + 5);
  await tendLine(line);
  const places = await Promise.all(lobby.slice(150).map((person) => findPlace(person, line)));
  const numbers = places.map(({ number }) => number!).toSorted((a, b) => a - b);
  const waiting = places.filter(({ state }) => state === 'waiting');
  expect(waiting.length).toBeGreaterThan(140);
  for (const { number, ahead } of waiting) {
    const truth = numbers.filter((one) => one < number!).length - (150 - waiting.length);
    expect(Math.abs(ahead! - truth)).toBeLessThanOrEqual(8);
  }
  const spread = await countDepartures(line, [0], 300);
  expect(spread.fromLobby).toBe(0);
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
