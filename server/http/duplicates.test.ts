import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { holdSeats } from '@/server/holds';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import {
  aFan,
  anAdmin,
  aPaidReservation,
  aPass,
  aReservation,
  aSchedule,
  bearerOf,
  onceAs,
  type Person,
} from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { startTcpProxy, targetOf, throughProxy } from '@/server/testing/tcp-proxy';
import { signPass } from '@/server/waiting-room';
import { chargeWallet, findWallet } from '@/server/wallets';

let apis: ApiProcesses | undefined;
afterEach(async () => {
  await apis?.stop();
  apis = undefined;
});

/** Somebody’s command: what is sent, and a body that the same key may not be sent with. */
type Command = { by: Person; path: string; body: unknown; other: unknown; pass?: string };

async function aHolder() {
  const by = await aFan();
  const { id: scheduleId } = await aSchedule();
  const passId = await aPass(by, scheduleId);
  return { by, scheduleId, passId };
}

const commands: [string, () => Promise<Command>][] = [
  [
    'a hold',
    async () => {
      const { by, scheduleId, passId } = await aHolder();
      const expiresAt = Date.now() + 600_000;
      const pass = signPass({ passId, accountId: by.id, scheduleId, expiresAt });
      const path = `/schedules/${scheduleId}/holds`;
      return { by, path, pass, body: { seatIds: [0] }, other: { seatIds: [1] } };
    },
  ],
  [
    'a reservation',
    async () => {
      const { by, scheduleId, passId } = await aHolder();
      const input = { seatIds: [0] };
      const hold = await holdSeats(by, { scheduleId, passId, input, idempotency: onceAs(by) });
      const other = { holdId: `${scheduleId}.${newId()}` };
      return { by, path: '/reservations', body: { holdId: hold.id }, other };
    },
  ],
  [
    'a payment',
    async () => {
      const { fan: by, id, total } = await aReservation();
      await chargeWallet(by, { amount: total, idempotency: onceAs(by) });
      const pay = (reservationId: string) => ({ reservationId, method: 'wallet' });
      return { by, path: '/payments', body: pay(id), other: pay(newId()) };
    },
  ],
  [
    'a charge',
    async () => {
      const by = await aFan();
      return { by, path: '/wallet/charges', body: { amount: 5_000 }, other: { amount: 6_000 } };
    },
  ],
  [
    'a cancellation',
    async () => {
      const { fan: by, id } = await aPaidReservation();
      const path = `/reservations/${id}/cancellation`;
      return { by, path, body: { reason: '' }, other: { reason: 'other' } };
    },
  ],
  [
    'the cancellation of a show',
    async () => {
      const { scheduleId } = await aPaidReservation();
      const path = `/admin/schedules/${scheduleId}/cancellation`;
      return { by: await anAdmin(), path, body: { reason: 'one' }, other: { reason: 'other' } };
    },
  ],
];

async function send(
  origin: string,
  { by, path, pass }: Command,
  body: unknown,
  key = 'one-intent',
) {
  const response = await fetch(`${origin}/api${path}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': key },
      ...bearerOf(by),
      ...(pass && { 'openrun-pass': pass }),
    },
    body: JSON.stringify(body),
  });
  const { serverNow: _clock, ...answer } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, answer };
}

/** Everything that a command writes, but for when and by whom it was asked. */
async function countEffects(): Promise<unknown> {
  const counts = [
    'reservations',
    'wallet_transactions',
    'payments',
    'refunds',
    'tickets',
    'outbox',
  ];
  const each = [...counts, 'idempotency_keys', 'audit_log'].map(
    (table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`,
  );
  const rows = await prisma.$queryRawUnsafe<unknown[]>(`SELECT ${each.join(', ')}`);
  return rows[0];
}

describe('twenty duplicates in flight at two processes', () => {
  test.each(commands)(
    'of %s are one effect and one answer, and the key with another body is refused',
    async (_, prepare) => {
      const [command, alone] = [await prepare(), await prepare()];
      apis = await startApis(2);
      const { origins } = apis;
      const before = await countEffects();
      await send(origins[0]!, alone, alone.body);
      const once = await countEffects();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (__, n) => send(origins[n % 2]!, command, command.body)),
      );
      expect(answers[0]!.status).toBe(201);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const after = await countEffects();
      const grown = (from: unknown, to: unknown) =>
        Object.entries(to as Record<string, number>).map(([table, count]) => [
          table,
          count - (from as Record<string, number>)[table]!,
        ]);
      expect(grown(once, after)).toEqual(grown(before, once));
      expect(await send(origins[1]!, command, command.other)).toMatchObject({
        status: 409,
        answer: { code: 'idempotency_mismatch' },
      });
      expect(await countEffects()).toEqual(after);
      expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
    },
    60_000,
  );
});

test('a server’s fault is not remembered: the same key works once Postgres is back, and once only', async () => {
  const proxy = await startTcpProxy(targetOf(process.env.DATABASE_URL!));
  try {
    apis = await startApis(1, {
      env: { DATABASE_URL: throughProxy(process.env.DATABASE_URL!, proxy) },
    });
    const [origin] = apis.origins;
    const by = await aFan();
    const command = { by, path: '/wallet/charges', body: { amount: 5_000 }, other: null };
    expect(await send(origin!, command, command.body, 'before-the-fault')).toMatchObject({
      status: 201,
    });
    proxy.setAway(true);
    proxy.drop();
    expect(await send(origin!, command, command.body)).toMatchObject({
      status: 503,
      answer: { code: 'service_unavailable' },
    });
    proxy.setAway(false);
    const again = () => send(origin!, command, command.body);
    await expect.poll(again, { timeout: 20_000 }).toMatchObject({ status: 201 });
    expect(await again()).toEqual(await again());
    expect(await findWallet(by)).toMatchObject({ balance: 10_000 });
  } finally {
    await proxy.stop();
  }
}, 60_000);

describe('a key', () => {
  /** Sent byte by byte as given: `fetch` would not send the worst of them. */
  function sendKey(origin: string, by: Person, key: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const call = request(`${origin}/api/wallet/charges`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearerOf(by) },
      });
      call.on('response', (response) => resolve(response.resume().statusCode ?? 0));
      call.on('error', reject);
      call.setHeader('idempotency-key', key);
      call.end(JSON.stringify({ amount: 5_000 }));
    });
  }

  test('that is empty, short, of 10,000 characters, spaced or not ASCII is refused, and nothing is charged', async () => {
    apis = await startApis(1);
    const by = await aFan();
    const keys = [
      '',
      'short',
      'k'.repeat(256),
      'k'.repeat(10_000),
      'two words here',
      'clé-clé-clé',
    ];
    for (const key of keys) expect(await sendKey(apis.origins[0]!, by, key)).toBe(422);
    expect(await findWallet(by)).toMatchObject({ balance: 0 });
    expect(await sendKey(apis.origins[0]!, by, 'k'.repeat(255))).toBe(201);
  }, 60_000);

  test('with a control character does not reach the site: the request is refused as it is read', async () => {
    apis = await startApis(1);
    const by = await aFan();
    const { hostname, port } = new URL(apis.origins[0]!);
    const { connect } = await import('node:net');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        const body = JSON.stringify({ amount: 5_000 });
        const head = [
          'POST /api/wallet/charges HTTP/1.1',
          `host: ${hostname}`,
          'connection: close',
          'content-type: application/json',
          `content-length: ${body.length}`,
          `authorization: ${bearerOf(by).authorization}`,
          'idempotency-key: one\u0001intent',
        ];
        socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      });
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await findWallet(by)).toMatchObject({ balance: 0 });
  }, 60_000);
});
