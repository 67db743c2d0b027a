import { afterEach, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { startWorker, type WorkerProcess } from '@/server/testing/worker-processes';
import { drainLineEvents } from '../line-events';
import { findPlace, joinLine } from '../places';
import { invitedTickets, people, setLine } from '../testing.redis';
import { readClock } from '../waiting-room.redis';
import { readDraw } from './draw.redis';
import { aLobby } from './testing';
import { verifyDraw } from './verifier/verify';
import { findDraw } from './view-draw';

const workers: WorkerProcess[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
});
const another = async () => void workers.push(await startWorker());
/** The first that runs leads; the next takes over. */
const killLeader = () => workers.shift()!.kill();

const until = (ready: () => Promise<boolean>) =>
  expect.poll(ready, { timeout: 30_000, interval: 20 }).toBe(true);

test('a leader killed as the list closes, and the next one killed before the opening: one list, one draw, nobody lost', async () => {
  const { line, lobby } = await aLobby(40);
  await another();
  await until(async () => (await readDraw(line)) !== null);
  await another();
  await another();
  const opensAt = (await readClock()) + 13_000;
  await setLine(line, { opensAt, capacity: 1_000 });

  await until(async () => (await readDraw(line))!.lobbySize !== null);
  await killLeader();
  await until(async () => (await readDraw(line))!.root !== null);
  const { list } = await findDraw(line);
  const late = people(1)[0]!;
  await joinLine(late, line);
  await killLeader();

  await until(async () => (await readDraw(line))!.drawKey !== null);
  await until(async () => (await invitedTickets(line)).length > 0);
  expect((await readClock()) - opensAt).toBeLessThan(5_000);
  const draw = await findDraw(line);
  expect(draw.list).toEqual(list);
  expect(verifyDraw(draw).filter(({ state }) => state === 'wrong')).toEqual([]);
  const numbers = await Promise.all(
    [...lobby, late].map(async (person) => (await findPlace(person, line)).number!),
  );
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  expect(numbers.at(-1)).toBe(41);
  await drainLineEvents();
  const events = await prisma.lineEvent.findMany({ where: { scheduleId: line } });
  const times = (kind: string) => events.filter((event) => event.kind === kind).length;
  expect([times('frozen'), times('listed'), times('drawn')]).toEqual([1, 1, 1]);
}, 120_000);
