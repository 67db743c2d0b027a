import { sessionCookieName } from '@/server/users';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { aFan, aSchedule, bearerOf } from '@/server/testing';
import { aRealtime, type Realtime, send } from './testing';

process.env['TRUSTED_PROXIES'] = '127.0.0.1';

let realtime: Realtime;
const site = 'http://localhost:3000';

beforeAll(async () => {
  realtime = await aRealtime();
});
afterAll(() => realtime.stop());

const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { code, status } = (await response.json()) as { code: string; status: number };
  expect(status).toBe(response.status);
  return `${status} ${code}`;
};

test('each refusal is a problem with its code', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  const lobby = await aSchedule({ opensAt: new Date(Date.now() + 7_200_000) });
  const problem = async (...call: Parameters<Realtime['call']>) =>
    problemOf(await realtime.call(...call));
  expect(await problem('POST', `${id}/places`)).toBe('401 sign_in_required');
  expect(await problem('GET', `${id}/places/me`, fan)).toBe('404 no_place');
  expect(await problem('DELETE', `${id}/places/me`, fan)).toBe('404 no_place');
  expect(await problem('POST', `${newId()}/places`, fan)).toBe('404 not_found');
  expect(await problem('POST', `nonsense/places`, fan)).toBe('404 not_found');
  expect(await problem('POST', `${id}/nonsense`, fan)).toBe('404 not_found');
  expect(await problem('PUT', `${id}/places`, fan)).toBe('405 method_not_allowed');
  expect(await problem('POST', `${lobby.id}/places`, fan)).toBe('409 lobby_not_open');
  expect(await problem('POST', `${id}/places`, undefined, { authorization: 'Bearer x.y.z' })).toBe(
    '401 sign_in_required',
  );
});

test('an id in capitals is the same line, and the same place in it', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  for (const spelling of [id, id.toUpperCase()]) {
    const joined = await realtime.call('POST', `${spelling}/places`, fan);
    expect(await joined.json()).toMatchObject({ scheduleId: id, number: 1, line: { issued: 1 } });
  }
  const watched = await send(realtime.connect('/queue', fan), 'watch', {
    scheduleId: id.toUpperCase(),
  });
  expect(watched).toMatchObject({ ok: true, data: { place: { scheduleId: id } } });
});

test('who is not invited cannot enter', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  await realtime.call('POST', `${id}/places`, fan);
  expect(await problemOf(await realtime.call('POST', `${id}/places/me/entry`, fan))).toBe(
    '409 not_your_turn',
  );
});

test('a body that is too large is refused unread', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  const { authorization } = bearerOf(fan);
  const response = await fetch(`${realtime.url}/api/queue/${id}/places`, {
    method: 'POST',
    headers: { authorization },
    body: 'x'.repeat(100_000),
  });
  expect(await problemOf(response)).toBe('413 body_too_large');
});

test('someone who asks 400 times at once is told to slow down, and when', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  const answers = await Promise.all(
    Array.from({ length: 400 }, () => realtime.call('POST', `${id}/places`, fan)),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(50);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = await realtime.call('POST', `${id}/places`, await aFan());
  expect(other.status).toBe(200);
});

test('a stranger who asks a hundred times a second is told to slow down, a phone network’s are not', async () => {
  const { id } = await aSchedule();
  const statusesFrom = async (address: string) => {
    const ask = () => realtime.call('GET', id, undefined, { 'x-forwarded-for': address });
    const answers = await Promise.all(Array.from({ length: 95 }, ask));
    return answers.map(({ status }) => status);
  };
  const [stranger, phones] = [await statusesFrom('203.0.113.9'), await statusesFrom('39.7.0.9')];
  expect(stranger.filter((status) => status === 429).length).toBeGreaterThan(20);
  expect(stranger.filter((status) => status === 200).length).toBeGreaterThanOrEqual(50);
  expect(new Set(phones)).toEqual(new Set([200]));
});

test('only our own pages may call with cookies', async () => {
  const [{ id }, fan] = await Promise.all([aSchedule(), aFan()]);
  const ours = await realtime.call('POST', `${id}/places`, fan, { origin: site });
  expect(ours.status).toBe(200);
  expect(ours.headers.get('access-control-allow-origin')).toBe(site);
  expect(ours.headers.get('access-control-allow-credentials')).toBe('true');

  const preflight = await realtime.call('OPTIONS', `${id}/places`, undefined, { origin: site });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE');

  const foreign = await realtime.call('POST', `${id}/places`, fan, {
    origin: 'https://elsewhere.test',
  });
  expect(await problemOf(foreign)).toBe('403 origin_not_allowed');
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
});

test('the line is public, and the probes answer', async () => {
  const { id } = await aSchedule();
  const line = await realtime.call('GET', id);
  expect(await line.json()).toMatchObject({ scheduleId: id, phase: 'open', waiting: 0 });
  for (const path of ['/healthz', '/readyz'])
    expect((await fetch(realtime.url + path)).status).toBe(200);
  expect(await (await fetch(`${realtime.url}/metrics`)).text()).toContain('openrun_sockets');
});

test('a session cookie that is nonsense is nobody’s', async () => {
  const { id } = await aSchedule();
  const headers = { cookie: `${sessionCookieName()}=%E0%A4%A` };
  const response = await fetch(`${realtime.url}/api/queue/${id}/places/me`, { headers });
  expect(await problemOf(response)).toBe('401 sign_in_required');
});
