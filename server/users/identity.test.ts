import { expect, test } from 'vitest';
import { api } from '@/server/http/app';
import { newId } from '@/server/platform/id';
import { aFan, aSchedule, bearerOf, type Person } from '@/server/testing';
import { findPlace, joinLine, leaveLine } from '@/server/waiting-room';
import { forgetSince, restartRedis } from '@/server/waiting-room/epochs.testing.redis';
import { findIdentityHash } from './identity';
import { signSandboxResult } from './identity-providers';

// Before anything reads it.
process.env['IDENTITY_PROVIDER'] = 'sandbox';

const jiwoo = { name: '김지우', birthDate: '1999-03-01', phone: '010-1234-5678' };
const minsu = { name: '이민수', birthDate: '2001-11-22', phone: '010-8765-4321' };

const call = (person: Person | null, path: string, init: RequestInit = {}) =>
  api.request(`/api${path}`, {
    ...init,
    headers: { ...(person && bearerOf(person)), ...(init.headers as Record<string, string>) },
  });

/** Begins a check; the id of it is in the provider's address. */
async function begin(person: Person): Promise<string> {
  const response = await call(person, '/users/me/identity', { method: 'POST' });
  expect(response.status).toBe(201);
  const { url } = (await response.json()) as { url: string };
  return new URL(url).searchParams.get('check')!;
}

const bring = async (person: Person, result: string) => {
  const path = `/users/me/identity/callback?result=${encodeURIComponent(result)}`;
  const response = await call(person, path);
  expect(response.status).toBe(303);
  return response.headers.get('location');
};

const identify = async (person: Person, who: typeof jiwoo) =>
  bring(person, signSandboxResult(await begin(person), who));

test('a person is sent to the provider and back, and is verified from then on', async () => {
  const fan = await aFan();
  const before = await call(fan, '/users/me/identity');
  expect(await before.json()).toEqual({ provider: null, verifiedAt: null });
  const check = await begin(fan);
  const page = await call(null, `/identity-sandbox?check=${check}`);
  expect(await page.text()).toContain(`value="${check}"`);
  const sent = await call(null, '/identity-sandbox', {
    method: 'POST',
    body: new URLSearchParams({ check, ...jiwoo }),
  });
  expect(sent.status).toBe(303);
  const back = sent.headers.get('location')!;
  const landed = await call(fan, back.replace('/api', ''));
  expect(landed.headers.get('location')).toBe('/my?identity=done');
  const after = await call(fan, '/users/me/identity');
  expect(await after.json()).toEqual({ provider: 'sandbox', verifiedAt: expect.any(String) });
});

test('a result counts once, in time, unchanged, and only for the account that asked', async () => {
  const [fan, other] = [await aFan(), await aFan()];
  const failed = '/my?identity=identity_failed';
  const result = signSandboxResult(await begin(fan), jiwoo);
  expect(await bring(other, result)).toBe(failed);
  expect(await bring(fan, `${result}x`)).toBe(failed);
  expect(await bring(fan, 'nonsense')).toBe(failed);
  expect(await bring(fan, signSandboxResult(newId(), jiwoo))).toBe(failed);
  expect(await bring(fan, signSandboxResult(await begin(fan), jiwoo, 0))).toBe(failed);
  expect(await bring(fan, result)).toBe('/my?identity=done');
  expect(await bring(fan, result)).toBe(failed);
});

test('the same person has the same hash in every account, and it is not the CI', async () => {
  const [first, second, other] = [await aFan(), await aFan(), await aFan()];
  await identify(first, jiwoo);
  await identify(second, { ...jiwoo, phone: '01012345678' });
  await identify(other, minsu);
  const hash = await findIdentityHash(first.id);
  expect(hash).toMatch(/^[\w-]{43}$/);
  expect(await findIdentityHash(second.id)).toBe(hash);
  expect(await findIdentityHash(other.id)).not.toBe(hash);
});

test('a line that asks for identities gives one place a person, whatever the account', async () => {
  const { id } = await aSchedule({ requiresIdentity: true });
  const [first, second, other] = [await aFan(), await aFan(), await aFan()];
  await expect(joinLine(first, id)).rejects.toMatchObject({ code: 'identity_required' });
  await identify(first, jiwoo);
  await identify(second, jiwoo);
  await identify(other, minsu);
  expect(await joinLine(first, id)).toMatchObject({ number: 1 });
  expect(await joinLine(first, id)).toMatchObject({ number: 1 });
  await expect(joinLine(second, id)).rejects.toMatchObject({ code: 'identity_in_line' });
  await expect(findPlace(second, id)).rejects.toMatchObject({ code: 'no_place' });
  expect(await joinLine(other, id)).toMatchObject({ number: 2 });
  await leaveLine(first, id);
  expect(await joinLine(second, id)).toMatchObject({ number: 3 });
  await expect(joinLine(first, id)).rejects.toMatchObject({ code: 'identity_in_line' });
});

test('ten accounts of one person that join at once get one place', async () => {
  const { id } = await aSchedule({ requiresIdentity: true });
  const fans = await Promise.all(Array.from({ length: 10 }, () => aFan()));
  for (const fan of fans) await identify(fan, jiwoo);
  const joins = await Promise.allSettled(fans.map((fan) => joinLine(fan, id)));
  expect(joins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a place that Redis lost comes back as this person’s one, and not beside one of another account', async () => {
  const { id } = await aSchedule({ requiresIdentity: true });
  const [first, second, other] = [await aFan(), await aFan(), await aFan()];
  await identify(first, jiwoo);
  await identify(second, jiwoo);
  await identify(other, minsu);
  await joinLine(other, id);
  const forget = await forgetSince(id);
  const { number, joinToken } = await joinLine(first, id);
  await forget();
  await restartRedis(id);
  expect(await findPlace(first, id, joinToken!)).toMatchObject({ number });
  await expect(joinLine(second, id)).rejects.toMatchObject({ code: 'identity_in_line' });

  await forget();
  await restartRedis(id);
  await joinLine(second, id);
  await expect(findPlace(first, id, joinToken!)).rejects.toMatchObject({ code: 'no_place' });
  await expect(joinLine(first, id, joinToken!)).rejects.toMatchObject({ code: 'identity_in_line' });
});
