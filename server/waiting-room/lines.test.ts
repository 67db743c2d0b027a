import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { updateSchedule } from '@/server/schedules';
import { aFan, anOrganiser, aSchedule } from '@/server/testing';
import { tendLine } from './admission';
import { drainLineEvents, forgetOldLines } from './line-events';
import { configureLine, configureLines, findLine, findLineNumbers } from './lines';
import { enterLine, findPlace, joinLine, leaveLine } from './places';
import { aLine, dumpRedis, setLine } from './testing.redis';

test('a line takes its settings from its schedule, and follows it', async () => {
  const organiser = await anOrganiser();
  const { id, opensAt } = await aSchedule({ organiser, admissionsPerMinute: 900, capacity: 70 });
  expect(await findLine(id)).toMatchObject({ phase: 'open', ratePerMinute: 900, opensAt });
  await updateSchedule(organiser, id, { paused: true, capacity: 50, reason: 'test' });
  await configureLine(id);
  expect(await findLine(id)).toMatchObject({ paused: true });
  expect(await findLineNumbers(id)).toMatchObject({ capacity: 50, paused: true });
});

test('a cancelled schedule has no line to join', async () => {
  const { id } = await aSchedule();
  await prisma.schedule.update({ where: { id }, data: { cancelledAt: new Date() } });
  await configureLine(id);
  expect((await findLine(id)).phase).toBe('over');
  await expect(joinLine(await aFan(), id)).rejects.toMatchObject({ code: 'sale_over' });
});

test('a line that Redis lost is configured by the first who joins, and all of them at once by a worker', async () => {
  const [{ id: one }, { id: other }] = [await aSchedule(), await aSchedule()];
  const crowd = await Promise.all([aFan(), aFan(), aFan()]);
  const places = await Promise.all(crowd.map((fan) => joinLine(fan, one)));
  expect(new Set(places.map(({ number }) => number))).toEqual(new Set([1, 2, 3]));
  await configureLines();
  expect(Object.keys(await dumpRedis({}))).toContain(`{q:${other}}:line`);
});

test('everybody who asks for an unknown schedule at once is told so', async () => {
  const id = newId();
  const codes = await Promise.all(
    Array.from({ length: 50 }, () =>
      findLine(id).catch((error: unknown) => (error instanceof Refusal ? error.code : error)),
    ),
  );
  expect(new Set(codes)).toEqual(new Set(['not_found']));
});

test('configuring again keeps the seed of the draw, and with it everybody’s number', async () => {
  const { id } = await aSchedule({ opensAt: new Date(Date.now() + 60_000) });
  const lobby = await Promise.all(Array.from({ length: 12 }, () => aFan()));
  for (const fan of lobby) await joinLine(fan, id);
  await prisma.schedule.update({ where: { id }, data: { opensAt: new Date(Date.now() - 1_000) } });
  await configureLine(id);
  await tendLine(id);
  const numbersOf = () => Promise.all(lobby.map(async (fan) => (await findPlace(fan, id)).number));
  const drawn = await numbersOf();
  await configureLine(id);
  expect(await numbersOf()).toEqual(drawn);
});

test('what happened in a line is in Postgres, once, with the place it happened to', async () => {
  const line = await aLine();
  const [ann, bob] = [await aFan(), await aFan()];
  for (const fan of [ann, bob]) await joinLine(fan, line);
  await tendLine(line);
  await enterLine(ann, line);
  await drainLineEvents();
  await leaveLine(bob, line);
  await Promise.all([drainLineEvents(), drainLineEvents()]);

  const events = await prisma.lineEvent.findMany({ where: { scheduleId: line } });
  const name = (id: string | null) => (id === ann.id ? 'ann' : id === bob.id ? 'bob' : '');
  const said = events
    .toSorted((a, b) => a.streamId.localeCompare(b.streamId, 'en', { numeric: true }))
    .map(({ kind, accountId, place }) => [kind, name(accountId), place && Number(place)].join(' '));
  expect(said).toEqual([
    'frozen  ',
    'joined ann 1',
    'joined bob 2',
    'invited ann 1',
    'invited bob 2',
    'entered ann 1',
    'left bob 2',
  ]);
  const entered = events.find(({ kind }) => kind === 'entered')!;
  expect(entered.facts).toMatchObject({ inside: '1', capacity: '1000', minute: '1' });
  expect(Math.abs(entered.happenedAt.getTime() - Date.now())).toBeLessThan(10_000);
});

test('a line is forgotten a day after its sale, and what happened in it is kept', async () => {
  const line = await aLine();
  await joinLine(await aFan(), line);
  await setLine(line, { closesAt: Date.now() - 2 * 86_400_000 });
  await forgetOldLines();
  expect(Object.keys(await dumpRedis({})).filter((key) => key.includes(line))).toEqual([]);
  expect(await prisma.lineEvent.count({ where: { scheduleId: line } })).toBe(2);
});
