import { setTimeout } from 'node:timers/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { beforeEach, expect, test, vi } from 'vitest';
import { seatsRedis } from '@/server/platform/redis';
import { prepareSeats, seatKeys } from '@/server/seats';
import { writeSettled } from '@/server/seats/seats.redis';
import { type SeatSnapshot, seatSnapshotSchema } from '@/server/seats/seats.schema';
import { newId } from '@/server/platform/id';
import { aFan, aLayout, aSchedule, bearerOf } from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import { countSeats } from '@/server/venues/layout.schema';
import { api } from './app';
import { takeFlood } from './security';
import { answerSeats } from './seats';

let scheduleId: string;

beforeEach(async () => {
  scheduleId = (await aSchedule()).id;
});

/** No pattern for a compressor to find: half is sold, a tenth is held, a seat at a time. */
const halfSold = (count: number) =>
  Array.from({ length: count }, () => '0000333331'[Math.floor(Math.random() * 10)]).join('');

const get = (headers: Record<string, string> = {}, id = scheduleId) =>
  api.request(`/api/schedules/${id}/seats`, { headers });

test('50,000 seats half sold at random are under 20 kB, and say the same as without compression', async () => {
  const layout = await aLayout(stadiumLayout());
  const { id } = await aSchedule({ layout });
  await prepareSeats(id);
  const status = halfSold(countSeats(layout.document));
  expect(status.length).toBeGreaterThanOrEqual(50_000);
  await seatsRedis().set(seatKeys(id).status, status);
  await setTimeout(150); // what was read before may be answered for 100 ms
  const small = await get({ 'accept-encoding': 'gzip, deflate, br, zstd' }, id);
  expect(small.headers.get('content-encoding')).toBe('br');
  const bytes = Buffer.from(await small.arrayBuffer());
  expect(bytes.length).toBeLessThan(20_000);
  const unpacked = JSON.parse(brotliDecompressSync(bytes).toString()) as SeatSnapshot;
  expect(seatSnapshotSchema.parse(unpacked)).toMatchObject({ scheduleId: id, status });
  const plain = await get({}, id);
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.json()).toMatchObject({ status, version: unpacked.version });
});

test('brotli goes to who says that they take it, and to nobody else', async () => {
  const takes = { br: true, 'gzip;q=0.5,BR;q=0.1': true, 'gzip, br ; q=1.0': true };
  const others = ['', 'gzip, deflate', 'br;q=0, gzip', 'br;q=0.0', 'brotli', 'x-br'];
  const table = { ...takes, ...Object.fromEntries(others.map((each) => [each, false])) };
  for (const [accepted, isBrotli] of Object.entries(table)) {
    const { headers } = await get({ 'accept-encoding': accepted });
    expect([accepted, headers.get('content-encoding')]).toEqual([accepted, isBrotli ? 'br' : null]);
    expect(headers.get('vary')).toBe('accept-encoding');
  }
});

test('who has the version is told that nothing changed, until a seat does', async () => {
  const { headers } = await get();
  const etag = headers.get('etag')!;
  for (const known of [etag, etag.replace('W/', ''), `"1", ${etag}`]) {
    const answer = await get({ 'if-none-match': known, 'accept-encoding': 'br' });
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([
      304,
      etag,
      '',
    ]);
  }
  expect((await get({ 'if-none-match': '"1"' })).status).toBe(200);
  const sold = { reservationId: newId(), accountId: newId(), scheduleId, seatIndexes: [0, 1] };
  await writeSettled(sold.scheduleId, [{ ...sold, digit: '3' }]);
  await writeSettled(sold.scheduleId, [{ ...sold, digit: '0' }]);
  await expect.poll(async () => (await get({ 'if-none-match': etag })).status).toBe(200);
});

test('everybody who asks within a tenth of a second gets one and the same reading', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => get({ 'accept-encoding': 'br' })),
  );
  const bodies = await Promise.all(
    answers.map(async (each) => Buffer.from(await each.arrayBuffer())),
  );
  expect(new Set(bodies.map((body) => body.toString('latin1'))).size).toBeLessThanOrEqual(2);
});

test('the bare server answers to the letter what Hono does, and leaves it every other request', async () => {
  const left: string[] = [];
  const server = createServer((request, response) => {
    void answerSeats(request, response).then((isAnswered) => {
      if (isAnswered) return;
      left.push(`${request.method} ${request.url}`);
      response.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const path = `/api/schedules/${scheduleId}/seats`;
  const shown = async (response: Response) => [
    response.status,
    ['etag', 'cache-control', 'vary', 'content-type', 'content-encoding'].map((name) =>
      response.headers.get(name),
    ),
    (await response.text()).replace(/"serverNow":"[^"]+"/, ''),
  ];
  const etag = (await get()).headers.get('etag')!;
  const asked: [string, Record<string, string>][] = [
    [path, { 'accept-encoding': 'identity' }],
    [path.toUpperCase().replace('/API/SCHEDULES', '/api/schedules').replace('SEATS', 'seats'), {}],
    [path, { 'if-none-match': etag }],
    [path.replace(scheduleId, newId()), {}],
  ];
  for (const [url, headers] of asked) {
    const bare = await fetch(origin + url, { headers: { 'accept-encoding': '', ...headers } });
    expect(bare.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await shown(bare)).toEqual(await shown(await api.request(url, { headers })));
  }
  const brotli = await fetch(origin + path, { headers: { 'accept-encoding': 'br' } });
  expect(brotli.headers.get('content-encoding')).toBe('br');
  expect(await brotli.json()).toMatchObject({ scheduleId });
  await fetch(origin + path, { method: 'POST' });
  await fetch(`${origin}${path}?x=1`);
  await fetch(`${origin}/api/schedules/nonsense/seats`);
  expect(left).toEqual([`POST ${path}`, `GET ${path}?x=1`, 'GET /api/schedules/nonsense/seats']);
  server.close();
});

test('the bare server slows a flood of one account like the rest of the API', async () => {
  const fan = await aFan();
  const spendAll = () => {
    for (let taken = 0; taken < 1_000; taken++) takeFlood(fan, '');
  };
  const server = createServer((request, response) => {
    // What it may ask at once is spent the moment before, however slow the machine is.
    expect(spendAll).toThrow('too_many_requests');
    void answerSeats(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/api/schedules/${scheduleId}/seats`, {
      headers: bearerOf(fan),
    });
  await vi.waitFor(async () => {
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests' });
  });
  server.close();
});
