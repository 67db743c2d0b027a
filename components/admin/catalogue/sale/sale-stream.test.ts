import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRealtime, type Realtime } from '@/realtime/testing';
import type { Sale } from '@/server/schedules/schedules.schema';
import { aFan, anOrganiser, aSchedule } from '@/server/testing';
import { followSale } from './sale-stream';

/** A machine with other work to do is slow. */
const soon = { timeout: 15_000 };

let realtime: Realtime;
beforeEach(async () => {
  realtime = await aRealtime();
});
afterEach(() => realtime.stop());

test('the console hears a sale’s numbers as they change, and is told when the stream ends', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  const heard: (Sale | null)[] = [];
  followSale(realtime.connect('/ops', organiser), id, (sale) => heard.push(sale));
  await expect.poll(() => heard[0]?.line.waiting, soon).toBe(0);
  await realtime.call('POST', `${id}/places`, await aFan());
  await expect.poll(() => heard.at(-1)?.line.waiting, soon).toBe(1);
  expect(heard).not.toContain(null);
  await realtime.stop();
  await expect.poll(() => heard.at(-1), soon).toBeNull();
});

test('a stream that falls silent is told, and heard again when it speaks', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser });
  const heard: string[] = [];
  const socket = realtime.connect('/ops', organiser);
  const stop = followSale(socket, id, (sale) => heard.push(sale ? 'sale' : 'silence'), 200);
  const said = () => heard.join(', ');
  await expect.poll(said, soon).toContain('silence, sale, silence');
  stop();
  expect(socket.connected).toBe(false);
});

test('who may not see the sale is refused once, and not again', async () => {
  const { id } = await aSchedule();
  const heard: unknown[] = [];
  const socket = realtime.connect('/ops', await aFan(), { reconnection: true });
  followSale(socket, id, (sale) => heard.push(sale));
  await expect.poll(() => heard, soon).toEqual([null]);
  expect(socket.active).toBe(false);
});
