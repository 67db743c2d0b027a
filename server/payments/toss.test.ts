import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cancelErrors, confirmErrors, lookupErrors } from '@/sandbox/gateway/errors';
import { startGateway, type TestGateway } from '@/server/testing/gateway';
import type { CardGateway } from './gateway';
import { tossGateway } from './toss';

const written = vi.hoisted(() => [] as string[]);
vi.mock('@/server/platform/log', () => {
  const write = (...line: unknown[]) => void written.push(JSON.stringify(line));
  return { log: { warn: write, error: write } };
});

let sandbox: TestGateway;
let toss: CardGateway;

const adapterFor = (url: string, more = {}) =>
  tossGateway({ provider: 'sandbox', url, secretKey: sandbox.secretKey, ...more });

beforeAll(async () => {
  sandbox = await startGateway();
  toss = adapterFor(sandbox.url);
});
afterEach(async () => {
  await sandbox.behave();
  await sandbox.forget();
});
afterAll(() => sandbox.stop());

const urls = { successUrl: 'http://shop.test/pay?payment=1', failUrl: 'http://shop.test/pay' };

/** An order whose person has proven who they are, ready to be confirmed. */
async function authenticated(amount = 100_000) {
  const orderId = randomUUID();
  const { paymentKey } = await sandbox.authenticate({ orderId, amount });
  return { paymentKey, orderId, amount, idempotencyKey: `confirm-${orderId}` };
}

async function approved(amount = 100_000) {
  const order = await authenticated(amount);
  expect(await toss.confirm(order)).toMatchObject({ kind: 'approved' });
  return order;
}

const giveBack = (order: { paymentKey: string; orderId: string }, amount: number) => ({
  ...{ paymentKey: order.paymentKey, amount, reason: '예매 취소' },
  idempotencyKey: `refund-${order.orderId}`,
});

describe('opening an order', () => {
  test('gives the address of its window, and the same one for the same key', async () => {
    const order = {
      orderId: randomUUID(),
      amount: 50_000,
      orderName: '밤의 노래 '.repeat(40),
      ...urls,
    };
    const prepare = () => toss.prepare({ ...order, idempotencyKey: `prepare-${order.orderId}` });
    const prepared = await prepare();
    expect(prepared).toEqual({
      kind: 'prepared',
      checkoutUrl: expect.stringMatching(`^${sandbox.url}/v1/payments/[^/]+/checkout$`),
    });
    expect(await prepare()).toEqual(prepared);
    expect(await sandbox.payments()).toMatchObject([{ status: 'READY', amount: 50_000 }]);
    expect(await toss.find(order.orderId)).toEqual({ kind: 'none' });
  });

  test('is refused where the order was paid, or costs less than a card takes', async () => {
    const { orderId } = await approved();
    const ask = (amount: number, id: string) =>
      toss.prepare({ orderId: id, amount, orderName: 'x', ...urls, idempotencyKey: randomUUID() });
    expect(await ask(1_000, orderId)).toEqual({ kind: 'refused', code: 'DUPLICATED_ORDER_ID' });
    expect(await ask(10, randomUUID())).toEqual({ kind: 'refused', code: 'INVALID_REQUEST' });
  });
});

describe('confirming', () => {
  test('has the money taken, once for everybody who asks at the same time', async () => {
    const order = await authenticated();
    await sandbox.behave({ latencyMs: 50 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => toss.confirm(order)));
    const approval = { paymentKey: order.paymentKey, orderId: order.orderId, amount: 100_000 };
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'approved', approval });
    expect(await sandbox.payments()).toMatchObject([{ approvals: 1 }]);
  });

  test('gets the answer that was lost on its way, by asking again under the same key', async () => {
    const hasty = adapterFor(sandbox.url, { attemptMsMax: 150, callMsMax: 5_000 });
    await sandbox.behave({ confirm: { loseAnswer: { next: 1 } } });
    expect(await hasty.confirm(await authenticated())).toMatchObject({ kind: 'approved' });
    await sandbox.behave({ confirm: { breakOff: { next: 1 } } });
    expect(await hasty.confirm(await authenticated())).toMatchObject({ kind: 'approved' });
    expect(await sandbox.payments()).toMatchObject([
      { approvals: 1, confirmations: 1 },
      { approvals: 1, confirmations: 1 },
    ]);
  });

  test('asks once more after an error that passes, and the money is taken once', async () => {
    await sandbox.behave({ confirm: { error: { next: 1, code: 'PROVIDER_ERROR' } } });
    expect(await toss.confirm(await authenticated())).toMatchObject({ kind: 'approved' });
    expect(await sandbox.payments()).toMatchObject([{ approvals: 1 }]);
  });

  test('does not know when no answer comes in time, and finds out later', async () => {
    const order = await authenticated();
    await sandbox.behave({ latencyMs: 400 });
    const hasty = adapterFor(sandbox.url, { attemptMsMax: 100, callMsMax: 150 });
    const began = performance.now();
    expect(await hasty.confirm(order)).toEqual({ kind: 'unknown' });
    expect(performance.now() - began).toBeLessThan(400);
    await sandbox.behave();
    await vi.waitFor(async () =>
      expect(await toss.find(order.orderId)).toMatchObject({
        kind: 'approved',
        approval: { amount: 100_000, paymentKey: order.paymentKey },
      }),
    );
  });

  test('of another amount, another order or a lapsed authentication is declined', async () => {
    const order = await authenticated();
    const confirm = (more: object) =>
      toss.confirm({ ...order, ...more, idempotencyKey: randomUUID() });
    const invalid = { kind: 'declined', code: 'INVALID_REQUEST' };
    expect(await confirm({ amount: 1 })).toEqual(invalid);
    expect(await confirm({ orderId: randomUUID() })).toEqual(invalid);
    expect(await confirm({ paymentKey: 'made-up' })).toEqual({
      ...{ kind: 'declined', code: 'NOT_FOUND_PAYMENT' },
    });
    await sandbox.behave({ authenticationLivesMs: 1 });
    await vi.waitFor(async () =>
      expect(await toss.find(order.orderId)).toEqual({ kind: 'declined', code: 'EXPIRED' }),
    );
    expect(await confirm({})).toEqual({ kind: 'declined', code: 'NOT_FOUND_PAYMENT_SESSION' });
  });

  /** May have happened, or says nothing about this payment: a worker asks what became of it. */
  const unknown = [
    ...['ALREADY_PROCESSED_PAYMENT', 'PROVIDER_ERROR', 'CARD_PROCESSING_ERROR'],
    ...['FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 'FAILED_INTERNAL_SYSTEM_PROCESSING'],
    ...[
      'UNKNOWN_PAYMENT_ERROR',
      'UNAUTHORIZED_KEY',
      'INVALID_API_KEY',
      'INCORRECT_BASIC_AUTH_FORMAT',
    ],
  ];

  test.each(Object.keys(confirmErrors))('understands the documented error %s', async (code) => {
    const order = await authenticated();
    await sandbox.behave({ confirm: { error: { next: 2, code } } });
    const outcome = await toss.confirm(order);
    const no = { kind: 'declined', code };
    expect(outcome).toEqual(unknown.includes(code) ? { kind: 'unknown' } : no);
  });
});

describe('looking an order up', () => {
  test('tells what may become of an order', async () => {
    expect(await toss.find(randomUUID())).toEqual({ kind: 'none' });
    const waiting = await authenticated();
    expect(await toss.find(waiting.orderId)).toEqual({ kind: 'in_progress' });
    await sandbox.behave({ confirm: { decline: { next: 1 } } });
    await toss.confirm(waiting);
    const declined = { kind: 'declined', code: 'REJECT_CARD_PAYMENT' };
    expect(await toss.find(waiting.orderId)).toEqual(declined);
    const paid = await approved();
    expect(await toss.find(paid.orderId)).toMatchObject({ kind: 'approved' });
    await toss.cancel(giveBack(paid, 90_000));
    expect(await toss.find(paid.orderId)).toEqual({
      ...{
        kind: 'cancelled',
        paymentKey: paid.paymentKey,
        amount: 100_000,
        cancelledAmount: 90_000,
      },
    });
  });

  test.each(Object.keys(lookupErrors))('understands the documented error %s', async (code) => {
    const { orderId } = await approved();
    await sandbox.behave({ lookup: { error: { next: 2, code } } });
    const isUnheardOf = code === 'NOT_FOUND_PAYMENT' || code === 'NOT_FOUND';
    expect(await toss.find(orderId)).toEqual({ kind: isUnheardOf ? 'none' : 'unknown' });
  });

  test('does not believe what is no answer of the gateway’s', async () => {
    const answers: RequestListener[] = [
      (_, response) => response.writeHead(404).end('<html>no such page</html>'),
      (_, response) => response.writeHead(200).end('{}'),
      (_, response) => response.writeHead(302, { location: sandbox.url }).end(),
      (_, response) => response.writeHead(502).end(JSON.stringify({ code: 'NEW_AND_STRANGE' })),
    ];
    for (const answer of answers) {
      const server = createServer(answer);
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const strange = adapterFor(at, { callMsMax: 300 });
      expect(await strange.find(randomUUID())).toEqual({ kind: 'unknown' });
      expect(await strange.confirm({ ...giveOrder(), idempotencyKey: 'k' })).toEqual({
        kind: 'unknown',
      });
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
    }
  });

  const giveOrder = () => ({ paymentKey: 'k', orderId: randomUUID(), amount: 1_000 });
});

describe('giving money back', () => {
  test('gives a part back once, however often it is asked', async () => {
    const paid = await approved();
    const asked = Array.from({ length: 5 }, () => toss.cancel(giveBack(paid, 70_000)));
    expect(new Set((await Promise.all(asked)).map(({ kind }) => kind))).toEqual(
      new Set(['cancelled']),
    );
    expect(await sandbox.payments()).toMatchObject([{ canceledAmount: 70_000 }]);
  });

  test('goes through although answers get lost, connections break and errors pass', async () => {
    const hasty = adapterFor(sandbox.url, { attemptMsMax: 150, callMsMax: 5_000 });
    await sandbox.behave({
      cancel: { loseAnswer: { next: 1 }, breakOff: { next: 1 }, error: { next: 1 } },
    });
    const paid = await approved();
    expect(await hasty.cancel(giveBack(paid, 100_000))).toEqual({ kind: 'cancelled' });
    expect(await sandbox.payments()).toMatchObject([{ canceledAmount: 100_000 }]);
  });

  test('is not stuck with an error that its key got: the next try asks under another one', async () => {
    const paid = await approved();
    await sandbox.behave({ cancel: { error: { next: 2 } } });
    expect(await toss.cancel(giveBack(paid, 40_000))).toEqual({ kind: 'unknown' });
    expect(await toss.cancel(giveBack(paid, 40_000))).toEqual({ kind: 'cancelled' });
    expect(await toss.cancel(giveBack(paid, 40_000))).toEqual({ kind: 'cancelled' });
    expect(await sandbox.payments()).toMatchObject([{ canceledAmount: 40_000 }]);
  });

  test('that somebody gave back at the gateway is done', async () => {
    const paid = await approved();
    await toss.cancel(giveBack({ ...paid, orderId: 'by-hand' }, 100_000));
    expect(await toss.cancel(giveBack(paid, 100_000))).toEqual({ kind: 'cancelled' });
    expect(await sandbox.payments()).toMatchObject([{ canceledAmount: 100_000 }]);
  });

  test('of more than there is, or of what was never taken, is refused', async () => {
    const paid = await approved();
    expect(await toss.cancel(giveBack(paid, 100_001))).toEqual({
      ...{ kind: 'refused', code: 'NOT_CANCELABLE_AMOUNT' },
    });
    expect(await toss.cancel(giveBack(await authenticated(), 1_000))).toEqual({
      ...{ kind: 'refused', code: 'NOT_CANCELABLE_PAYMENT' },
    });
  });

  const unknown = [
    ...['ALREADY_CANCELED_PAYMENT', 'ALREADY_REFUND_PAYMENT', 'NOT_MATCHES_REFUNDABLE_AMOUNT'],
    ...['PROVIDER_ERROR', 'FORBIDDEN_CONSECUTIVE_REQUEST', 'NOT_AVAILABLE_BANK', 'COMMON_ERROR'],
    ...['FAILED_INTERNAL_SYSTEM_PROCESSING', 'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING'],
    ...['FAILED_REFUND_PROCESS', 'FAILED_METHOD_HANDLING_CANCEL', 'FAILED_PARTIAL_REFUND'],
    ...['UNAUTHORIZED_KEY', 'INCORRECT_BASIC_AUTH_FORMAT'],
  ];

  test.each(Object.keys(cancelErrors))('understands the documented error %s', async (code) => {
    const paid = await approved();
    await sandbox.behave({ cancel: { error: { next: 2, code } } });
    const no = { kind: 'refused', code };
    expect(await toss.cancel(giveBack(paid, 1_000))).toEqual(
      unknown.includes(code) ? { kind: 'unknown' } : no,
    );
    expect(await sandbox.payments()).toMatchObject([{ canceledAmount: 0 }]);
  });
});

describe('the wire', () => {
  test('has a bounded number of requests at once, and who waits too long for a place is told so', async () => {
    let atOnce = 0;
    let most = 0;
    const server = createServer((_, response) => {
      most = Math.max(most, (atOnce += 1));
      setTimeout(() => {
        atOnce -= 1;
        response.writeHead(404).end(JSON.stringify({ code: 'NOT_FOUND_PAYMENT' }));
      }, 50);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const kindsOf = async (count: number, callMsMax: number) => {
      const narrow = adapterFor(at, { inFlightMax: 3, callMsMax });
      const asked = Array.from({ length: count }, () => narrow.find(randomUUID()));
      return new Set((await Promise.all(asked)).map(({ kind }) => kind));
    };
    expect(await kindsOf(12, 30_000)).toEqual(new Set(['none']));
    // Looked at before anybody gives up: the gateway goes on with what was broken off, and a place is free again.
    expect(most).toBe(3);
    expect(await kindsOf(60, 500)).toEqual(new Set(['none', 'unknown']));
    server.closeAllConnections();
    await new Promise((stopped) => server.close(stopped));
  });

  test('shows the secret key to nobody but the gateway, and no log', async () => {
    written.length = 0;
    const wrong = tossGateway({ provider: 'toss', url: sandbox.url, secretKey: 'test_sk_wrong' });
    const order = await authenticated();
    expect(await wrong.confirm(order)).toEqual({ kind: 'unknown' });
    expect(await wrong.cancel(giveBack(order, 1_000))).toEqual({ kind: 'unknown' });
    expect(written).toHaveLength(2);
    expect(written.join('\n')).not.toMatch(/test_sk_wrong|sandbox_|Basic/);
  });
});
