import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from '@/server/audit';
import { prisma } from '@/server/platform/db';
import { aReservation, bearerOf, type Person } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { cardMoneyLost } from '@/server/testing/card-money';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import { startWorker, type WorkerProcess } from '@/server/testing/worker-processes';

/** Two API processes and a worker as they are, with a gateway that tells the first of changes. */
let gateway: TestGateway;
let apis: ApiProcesses;
let worker: WorkerProcess;

const hintUrl = (api = 0) => `${apis.origins[api]}/api/payments/webhooks/sandbox`;

beforeAll(async () => {
  gateway = await startGateway();
  apis = await startApis(2, { env: gateway.env });
  worker = await startWorker(gateway.env);
  await gateway.sendWebhooksTo(hintUrl());
}, 60_000);

afterAll(async () => {
  await worker?.kill();
  await apis?.stop();
  await gateway?.stop();
});

afterEach(async () => {
  expect(await cardMoneyLost(gateway)).toEqual([]);
  expect((await auditAll()).filter(({ violations }) => violations > 0)).toEqual([]);
  await gateway.behave();
  await gateway.forget();
});

type Answer = { status: number; body: Record<string, unknown> };

async function post(path: string, body: unknown, person?: Person, api = 0): Promise<Answer> {
  const response = await fetch(`${apis.origins[api]}/api${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(person && { ...bearerOf(person), 'idempotency-key': `key-${Math.random()}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const hint = (body: unknown, provider = 'sandbox') => post(`/payments/webhooks/${provider}`, body);

/** An order that its person paid at the gateway, and that waits for its confirmation. */
async function anOrder() {
  const { fan, id, total } = await aReservation();
  const opened = await post('/payments', { reservationId: id, method: 'card' }, fan);
  expect(opened).toMatchObject({ status: 201, body: { status: 'PENDING', amount: total } });
  const orderId = opened.body.id as string;
  const { paymentKey, returnUrl } = await gateway.authenticate({ orderId });
  expect(returnUrl).toContain(`/reservations/${id}/pay?payment=${orderId}`);
  const confirmation = { paymentKey, orderId, amount: total };
  const confirm = (api = 0) => post(`/payments/${orderId}/confirmation`, confirmation, fan, api);
  return { fan, orderId, total, reservationId: id, paymentKey, confirm };
}

const statusOf = async (id: string) =>
  (await prisma.payment.findUniqueOrThrow({ where: { id } })).status;

const within = { timeout: 30_000, interval: 100 };

test('a seat is paid by card over HTTP, and the webhook that follows changes nothing', async () => {
  const { confirm, orderId } = await anOrder();
  await gateway.behave({ webhook: { duplicate: { next: 1 } } });
  const paid = await confirm();
  expect(paid).toMatchObject({ status: 200, body: { status: 'COMPLETED' } });
  expect(paid.body.ticketIds).toHaveLength(2);
  const delivered = async () => (await gateway.deliveries()).map(({ answered }) => answered);
  await expect.poll(delivered, within).toEqual([200, 200]);
  expect(await statusOf(orderId)).toBe('COMPLETED');
  expect(await prisma.ticket.count()).toBe(2);
});

test('a process that is killed while the gateway takes the money: the webhook leads to the tickets', async () => {
  const { confirm, orderId } = await anOrder();
  await gateway.behave({ latencyMs: 1_500 });
  const doomed = await startApis(1, { env: gateway.env });
  apis.origins.push(doomed.origins[0]!);
  const answer = confirm(apis.origins.length - 1).catch(() => 'killed');
  await expect.poll(() => statusOf(orderId), within).toBe('CONFIRMING');
  await doomed.stop();
  expect(await answer).toBe('killed');
  await expect.poll(() => statusOf(orderId), within).toBe('COMPLETED');
  expect(await prisma.ticket.count()).toBe(2);
}, 90_000);

test('an approval that the webhook tells of after the seats are gone is back on the card within a minute', async () => {
  const { orderId, total, reservationId, paymentKey } = await anOrder();
  const over = new Date(Date.now() - 5_000);
  await prisma.reservation.update({ where: { id: reservationId }, data: { expiresAt: over } });
  await expect.poll(() => statusOf(orderId), within).toBe('FAILED');
  const { scheduleId } = await prisma.reservation.findFirstOrThrow();
  await expect.poll(() => aReservation({ scheduleId }).catch(() => null), within).not.toBeNull();
  const startedAt = Date.now();
  // Approved all the same, as a confirmation does that was long under way.
  await fetch(`${gateway.url}/v1/payments/confirm`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${gateway.secretKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({ paymentKey, orderId, amount: total }),
  });
  const back = async () => (await prisma.refund.findFirst())?.status;
  await expect.poll(back, within).toBe('COMPLETED');
  expect(Date.now() - startedAt).toBeLessThan(60_000);
  expect(await statusOf(orderId)).toBe('RETURNED');
}, 90_000);

describe('a webhook', () => {
  test('of an order that nobody knows, or of another gateway, is answered and changes nothing', async () => {
    const { orderId } = await anOrder();
    expect(await hint({ data: { orderId: 'nobody-knows' } })).toMatchObject({ status: 200 });
    expect(await hint({ data: { orderId } }, 'another')).toMatchObject({ status: 200 });
    const { lookAt } = await prisma.payment.findUniqueOrThrow({ where: { id: orderId } });
    expect(lookAt).toBeNull();
  });

  test('that claims a payment is done is believed nothing: the gateway is asked', async () => {
    const { orderId, confirm } = await anOrder();
    const claim = { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId, status: 'DONE' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => hint(claim)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const isLooked = async () => {
      const { looks, lookAt } = await prisma.payment.findUniqueOrThrow({ where: { id: orderId } });
      return looks > 0 && lookAt === null;
    };
    await expect.poll(isLooked, within).toBe(true);
    expect(await statusOf(orderId)).toBe('PENDING');
    expect(await confirm()).toMatchObject({ body: { status: 'COMPLETED' } });
    expect(await hint(claim)).toMatchObject({ status: 200 });
  });

  test.each([
    ['no JSON', '{"data":', 422],
    ['nothing', '{}', 422],
    ['no object', '[1,2]', 422],
    ['an order that is no text', '{"data":{"orderId":7}}', 422],
    ['an order of 10,000 characters', JSON.stringify({ orderId: 'x'.repeat(10_000) }), 422],
    ['a NUL', '{"orderId":"a\\u0000b"}', 422],
    [
      'more than is read',
      JSON.stringify({ data: { orderId: 'x' }, more: 'x'.repeat(99_999) }),
      413,
    ],
  ])('that says %s is refused', async (_, body, status) => {
    expect(await hint(body)).toMatchObject({ status });
  });
});

describe('a confirmation over HTTP', () => {
  test.each([
    { amount: -1 },
    { amount: 0.5 },
    { amount: 1e15 },
    { amount: '100' },
    { paymentKey: '' },
    { paymentKey: 'x'.repeat(10_000) },
    { orderId: 'x'.repeat(65) },
    { currency: 'USD' },
  ])('with %o is refused, and nothing is confirmed', async (lie) => {
    const { orderId, total, paymentKey, fan } = await anOrder();
    const said = { paymentKey, orderId, amount: total, ...lie };
    const answer = await post(`/payments/${orderId}/confirmation`, said, fan);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(await statusOf(orderId)).toBe('PENDING');
  });

  test('is for who is signed in, with a key', async () => {
    const { orderId, total, paymentKey } = await anOrder();
    const said = { paymentKey, orderId, amount: total };
    const answer = await post(`/payments/${orderId}/confirmation`, said);
    expect([400, 401]).toContain(answer.status);
    expect(await statusOf(orderId)).toBe('PENDING');
  });
});
