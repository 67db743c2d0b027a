import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { lineRedis } from '@/server/platform/redis';
import { aFan, anOrganiser, aSchedule, bearerOf, type Person } from '@/server/testing';
import { configureLine } from '@/server/waiting-room';
import { api } from './app';

async function call(by: Person, path: string, options: { body?: unknown; code?: string } = {}) {
  const response = await api.request(`/api${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...bearerOf(by),
      ...(options.code && { 'openrun-code': options.code }),
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('codes are made in bulk, answered once, kept as hashes, and open the presale lane', async () => {
  const organiser = await anOrganiser();
  const { id, presaleShare } = await aSchedule({ organiser, presaleShare: 0.25 });
  expect(presaleShare).toBe(0.25);
  await configureLine(id);
  const path = `/admin/schedules/${id}/presale-codes`;
  const made = await call(organiser, path, { body: { count: 500, usesMax: 2 } });
  expect(made.status).toBe(201);
  const codes = made.body['codes'] as string[];
  expect(new Set(codes).size).toBe(500);
  expect(codes[0]).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$/);
  const kept = await prisma.presaleCode.findMany({ where: { scheduleId: id } });
  expect(kept).toHaveLength(500);
  expect(kept.every(({ codeHash, usesMax }) => codeHash.length === 64 && usesMax === 2)).toBe(true);

  const fan = await aFan();
  const joined = await call(fan, `/queue/${id}/places`, { code: codes[7]!.toLowerCase() });
  expect(joined).toMatchObject({ status: 200, body: { lane: 'presale', number: 1 } });
  const wrong = await call(await aFan(), `/queue/${id}/places`, { code: 'ABCD-EFGH-JKMN' });
  expect(wrong).toMatchObject({ status: 403, body: { code: 'code_unknown' } });
});

test('codes that Redis lost are copied again with the line', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser, presaleShare: 0.5 });
  const { body } = await call(organiser, `/admin/schedules/${id}/presale-codes`, {
    body: { count: 1 },
  });
  await lineRedis().flushdb();
  const [code] = body['codes'] as [string];
  const joined = await call(await aFan(), `/queue/${id}/places`, { code });
  expect(joined).toMatchObject({ status: 200, body: { lane: 'presale' } });
});

test('codes are the organiser’s to make, and no more than ten thousand at once', async () => {
  const { id } = await aSchedule();
  const path = `/admin/schedules/${id}/presale-codes`;
  const body = { count: 1 };
  expect(await call(await aFan(), path, { body })).toMatchObject({ status: 403 });
  expect(await call(await anOrganiser(), path, { body })).toMatchObject({ status: 404 });
  const many = { count: 10_001 };
  expect(await call(await anOrganiser(), path, { body: many })).toMatchObject({ status: 422 });
});
