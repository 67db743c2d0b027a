import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { aFan, aSchedule, bearerOf } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { signPass } from '@/server/waiting-room';

let apis: ApiProcesses | undefined;

afterEach(async () => {
  await apis?.stop();
  apis = undefined;
});

/** An API process that finds nothing where a dependency should be. */
async function withoutIt(env: Record<string, string>) {
  apis = await startApis(1, { env });
  return apis.origins[0]!;
}

/** A seat asked for, as a browser would. */
async function askForSeat(origin: string) {
  const [fan, { id: scheduleId }] = await Promise.all([aFan(), aSchedule()]);
  const claims = {
    passId: newId(),
    accountId: fan.id,
    scheduleId,
    expiresAt: Date.now() + 600_000,
  };
  return fetch(`${origin}/api/schedules/${scheduleId}/holds`, {
    method: 'POST',
    headers: {
      ...bearerOf(fan),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'openrun-pass': signPass(claims),
    },
    body: '{"seatIds":[1]}',
  });
}

async function expectAway(response: Response, code = 'service_unavailable') {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code });
}

describe('with Redis away', () => {
  test('a seat is asked for later, not lost', async () => {
    const origin = await withoutIt({ REDIS_URL: 'redis://127.0.0.1:1' });
    await expectAway(await askForSeat(origin), 'seats_away');
  }, 90_000);

  test('the catalogue is still read', async () => {
    await aSchedule();
    const origin = await withoutIt({ REDIS_URL: 'redis://127.0.0.1:1' });
    const response = await fetch(`${origin}/api/concerts`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ total: 1 });
  }, 90_000);
});

describe('with Postgres away', () => {
  test('everything that needs it says so and changes nothing', async () => {
    const origin = await withoutIt({ DATABASE_URL: 'postgres://openrun@127.0.0.1:1/openrun' });
    await expectAway(await fetch(`${origin}/api/concerts?query=x`));
    const fan = await aFan();
    const charge = await fetch(`${origin}/api/wallet/charges`, {
      method: 'POST',
      headers: {
        ...bearerOf(fan),
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: '{"amount":10000}',
    });
    await expectAway(charge);
    expect(await prisma.walletTransaction.count()).toBe(0);
  }, 90_000);
});
