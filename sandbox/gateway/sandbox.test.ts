import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from '@/server/testing/gateway';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterEach(async () => {
  await gateway.behave();
  await gateway.forget();
});
afterAll(() => gateway.stop());

type Body = Record<string, unknown>;

async function call(method: string, at: string, body?: Body, headers: Record<string, string> = {}) {
  const authorization = `Basic ${Buffer.from(`${gateway.secretKey}:`).toString('base64')}`;
  const response = await fetch(`${gateway.url}${at}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const order = (more: Body = {}) => ({
  ...{ method: '카드', orderId: randomUUID(), orderName: '밤의 노래 R 2석', amount: 100_000 },
  ...{ successUrl: 'http://shop.test/pay?payment=1', failUrl: 'http://shop.test/pay?payment=1' },
  ...more,
});

async function authenticated(amount = 100_000) {
  const { paymentKey, orderId } = await gateway.authenticate({ orderId: randomUUID(), amount });
  return { paymentKey, orderId, amount };
}

const confirm = (payment: Body, headers?: Record<string, string>) =>
  call('POST', '/v1/payments/confirm', payment, headers);

describe('a payment', () => {
  test('is opened, authenticated, approved, and given back in parts', async () => {
    const asked = order();
    const opened = await call('POST', '/v1/payments', asked);
    expect(opened.body).toMatchObject({ status: 'READY', orderId: asked.orderId, method: null });
    const { paymentKey, orderId, amount } = await gateway.authenticate({ orderId: asked.orderId });
    expect(paymentKey).toBe(opened.body.paymentKey);
    expect((await confirm({ paymentKey, orderId, amount })).body).toMatchObject({
      ...{ status: 'DONE', totalAmount: 100_000, balanceAmount: 100_000, currency: 'KRW' },
      approvedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/),
    });
    const cancel = (cancelAmount: number) =>
      call('POST', `/v1/payments/${paymentKey}/cancel`, { cancelReason: 'test', cancelAmount });
    expect((await cancel(30_000)).body).toMatchObject({
      ...{ status: 'PARTIAL_CANCELED', balanceAmount: 70_000 },
    });
    expect(await cancel(70_001)).toMatchObject({
      ...{ status: 403, body: { code: 'NOT_CANCELABLE_AMOUNT' } },
    });
    expect((await cancel(70_000)).body).toMatchObject({ status: 'CANCELED', balanceAmount: 0 });
    expect(await cancel(1)).toMatchObject({
      ...{ status: 400, body: { code: 'ALREADY_CANCELED_PAYMENT' } },
    });
    const found = await call('GET', `/v1/payments/orders/${orderId}`);
    expect(found.body).toMatchObject({ paymentKey, status: 'CANCELED' });
    expect(await gateway.payments()).toMatchObject([
      { orderId, approvals: 1, canceledAmount: 100_000 },
    ]);
  });

  test('is approved once, whoever asks again, under whatever key', async () => {
    const payment = await authenticated();
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(payment)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 400)?.body.code).toBe(
      'ALREADY_PROCESSED_PAYMENT',
    );
    await expect(gateway.authenticate(payment)).rejects.toThrow('DUPLICATED_ORDER_ID');
  });

  test('that was authenticated twice before it was approved is approved under one key only', async () => {
    const first = await authenticated();
    const second = await gateway.authenticate(first);
    expect((await confirm({ ...first, paymentKey: second.paymentKey })).status).toBe(200);
    expect((await confirm(first)).body.code).toBe('ALREADY_PROCESSED_PAYMENT');
  });

  test('of another amount or order is not approved', async () => {
    const payment = await authenticated();
    expect((await confirm({ ...payment, amount: 1_000 })).body.code).toBe('INVALID_REQUEST');
    expect((await confirm({ ...payment, orderId: randomUUID() })).body.code).toBe(
      'INVALID_REQUEST',
    );
    expect((await confirm(payment)).status).toBe(200);
  });

  test('lapses when its confirmation comes too late', async () => {
    await gateway.behave({ authenticationLivesMs: 1 });
    const payment = await authenticated();
    await vi.waitFor(async () => {
      const found = await call('GET', `/v1/payments/${payment.paymentKey}`);
      expect(found.body.status).toBe('EXPIRED');
    });
    expect(await confirm(payment)).toMatchObject({
      ...{ status: 404, body: { code: 'NOT_FOUND_PAYMENT_SESSION' } },
    });
  });

  test('is nobody’s without the shop’s key', async () => {
    const basic = (text: string) => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });
    const ask = (headers: Record<string, string>) =>
      call('GET', '/v1/payments/x', undefined, headers);
    expect((await ask(basic('test_sk_other:'))).body.code).toBe('UNAUTHORIZED_KEY');
    expect((await ask(basic(gateway.secretKey))).body.code).toBe('INCORRECT_BASIC_AUTH_FORMAT');
  });

  test('survives a restart of the sandbox, approval and all', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-gateway-'));
    const file = path.join(folder, 'payments.jsonl');
    const before = await startGateway({ file });
    const { paymentKey, orderId, amount } = await before.authenticate({
      ...{ orderId: randomUUID(), amount: 5_000 },
    });
    const authorization = `Basic ${Buffer.from(`${before.secretKey}:`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ paymentKey, orderId, amount });
    const askAt = (url: string) =>
      fetch(`${url}/v1/payments/confirm`, { method: 'POST', headers, body });
    expect((await askAt(before.url)).status).toBe(200);
    await before.stop();
    const after = await startGateway({ file });
    expect(await after.payments()).toMatchObject([{ paymentKey, status: 'DONE', approvals: 1 }]);
    expect((await askAt(after.url)).status).toBe(400);
    await after.stop();
    rmSync(folder, { recursive: true });
  });
});

describe('an Idempotency-Key', () => {
  test('carries a cancellation out once, however often it is sent', async () => {
    const payment = await authenticated();
    await confirm(payment);
    const part = { cancelReason: 'test', cancelAmount: 10_000 };
    const once = () =>
      call('POST', `/v1/payments/${payment.paymentKey}/cancel`, part, { 'idempotency-key': 'k' });
    const [first, second] = [await once(), await once()];
    expect(second).toEqual(first);
    expect(await gateway.payments()).toMatchObject([{ canceledAmount: 10_000 }]);
  });

  test('says so while the first request still runs, and answers as the first afterwards', async () => {
    const payment = await authenticated();
    await gateway.behave({ latencyMs: 100 });
    const key = { 'idempotency-key': 'k' };
    const answers = await Promise.all([confirm(payment, key), confirm(payment, key)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await confirm(payment, key)).body).toMatchObject({ status: 'DONE' });
    const long = await confirm(payment, { 'idempotency-key': 'k'.repeat(301) });
    expect(long.body.code).toBe('INVALID_IDEMPOTENCY_KEY');
  });
});

describe('behaviour', () => {
  test('declines the next so many, errs before anything happened, and answers late', async () => {
    await gateway.behave({
      latencyMs: 50,
      confirm: { decline: { next: 1, code: 'INVALID_STOPPED_CARD' }, error: { next: 1 } },
    });
    const payment = await authenticated();
    const began = performance.now();
    expect((await confirm(payment)).body.code).toBe('FAILED_INTERNAL_SYSTEM_PROCESSING');
    expect(performance.now() - began).toBeGreaterThan(45);
    expect((await confirm(payment)).body.code).toBe('INVALID_STOPPED_CARD');
    expect((await call('GET', `/v1/payments/${payment.paymentKey}`)).body).toMatchObject({
      ...{ status: 'ABORTED', failure: { code: 'INVALID_STOPPED_CARD' } },
    });
  });

  test('breaks a connection off after the approval', async () => {
    await gateway.behave({ confirm: { breakOff: { next: 1 } } });
    const payment = await authenticated();
    await expect(confirm(payment)).rejects.toThrow('fetch failed');
    expect(await gateway.payments()).toMatchObject([{ status: 'DONE' }]);
  });

  test('loses an answer after the approval, and gives it to who asks again with the key', async () => {
    await gateway.behave({ confirm: { loseAnswer: { next: 1 } } });
    const payment = await authenticated();
    const lost = fetch(`${gateway.url}/v1/payments/confirm`, {
      ...{ method: 'POST', body: JSON.stringify(payment), signal: AbortSignal.timeout(200) },
      headers: { authorization: `Basic ${btoa(`${gateway.secretKey}:`)}`, 'idempotency-key': 'k' },
    });
    await expect(lost).rejects.toThrow('timeout');
    expect(await gateway.payments()).toMatchObject([{ status: 'DONE', approvals: 1 }]);
    expect((await confirm(payment, { 'idempotency-key': 'k' })).body.status).toBe('DONE');
  });

  test('is the same again under the same seed, in whatever sequence orders come', async () => {
    const orders = Array.from({ length: 40 }, (_, n) => `order-${n}-of-a-seeded-run`);
    const fates = async (seed: string, sequence: string[]) => {
      const seeded = await startGateway({
        seed,
        behaviour: { confirm: { decline: { share: 0.3 } } },
      });
      const one = async (orderId: string) => {
        const { paymentKey, amount } = await seeded.authenticate({ orderId, amount: 1_000 });
        const answer = await fetch(`${seeded.url}/v1/payments/confirm`, {
          method: 'POST',
          headers: { authorization: `Basic ${btoa(`${seeded.secretKey}:`)}` },
          body: JSON.stringify({ paymentKey, orderId, amount }),
        });
        return [orderId, answer.status] as const;
      };
      const outcome = new Map<string, number>();
      for (const orderId of sequence) outcome.set(...(await one(orderId)));
      await seeded.stop();
      return orders.map((orderId) => outcome.get(orderId));
    };
    const first = await fates('a', orders);
    expect(await fates('a', orders.toReversed())).toEqual(first);
    expect(await fates('b', orders)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 403]));
  });

  test('that nobody knows is refused, and nothing of it is taken over', async () => {
    const before = await gateway.behave({ latencyMs: 1 });
    await expect(gateway.behave({ confirm: { error: { code: 'NO_SUCH' } } })).rejects.toThrow(
      '400',
    );
    const now = await (await fetch(`${gateway.url}/sandbox/behaviour`)).json();
    expect(now).toEqual(before);
  });
});

describe('a webhook', () => {
  async function aShop() {
    const heard: Body[] = [];
    const answers: number[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        heard.push(JSON.parse(text) as Body);
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await gateway.sendWebhooksTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
    const stop = () => new Promise((stopped) => server.close(stopped));
    return { heard, answers, stop };
  }

  test('tells of each change, comes again until it is heard, twice, late, or not at all', async () => {
    const shop = await aShop();
    await gateway.behave({
      webhook: {
        ...{ duplicate: { next: 1 }, retryMs: [20, 20] },
      },
    });
    shop.answers.push(200, 500);
    const payment = await authenticated();
    await confirm(payment);
    await vi.waitFor(() => expect(shop.heard).toHaveLength(3));
    expect(shop.heard[0]).toMatchObject({
      eventType: 'PAYMENT_STATUS_CHANGED',
      data: { orderId: payment.orderId, status: 'DONE', paymentKey: payment.paymentKey },
    });
    const deliveries = await gateway.deliveries();
    expect(deliveries.map(({ attempt, answered }) => `${attempt} ${answered}`).sort()).toEqual([
      ...['1 200', '1 500', '2 200'],
    ]);
    await gateway.behave({ webhook: { late: { next: 1, ms: 40 }, lose: { next: 1 } } });
    // The first of these is lost, the second late.
    const [lost, late] = [await authenticated(), await authenticated()];
    await confirm(lost);
    const began = performance.now();
    await confirm(late);
    await vi.waitFor(() => expect(shop.heard).toHaveLength(4));
    expect(performance.now() - began).toBeGreaterThan(35);
    expect(shop.heard[3]).toMatchObject({ data: { orderId: late.orderId } });
    await shop.stop();
  });
});

describe('the payment window', () => {
  const windowOf = async () => {
    const { body } = await call('POST', '/v1/payments', order({ orderName: '<b>노래</b> & 밤' }));
    return { at: (body.checkout as { url: string }).url, ...body };
  };
  const choose = (at: string, choice: string) =>
    fetch(at, { method: 'POST', body: new URLSearchParams({ choice }), redirect: 'manual' });

  test('says in both languages that no money moves', async () => {
    const { at } = await windowOf();
    const page = async (headers: Record<string, string>, query = '') =>
      (await fetch(`${at}${query}`, { headers })).text();
    expect(await page({ 'accept-language': 'ko-KR' })).toContain('실제로 돈이 나가지 않고');
    expect(await page({ 'accept-language': 'en-GB' })).toContain('No money moves');
    expect(await page({ 'accept-language': 'ko-KR' }, '?lang=en')).toContain('No money moves');
    expect(await page({})).toContain('&#60;b&#62;노래');
  });

  test('sends the person back with what Toss sends them back with', async () => {
    const approved = await windowOf();
    const back = new URL((await choose(approved.at, 'approve')).headers.get('location')!);
    expect(back.pathname).toBe('/pay');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      ...{ payment: '1', amount: '100000' },
    });
    expect(back.searchParams.get('paymentKey')).toMatch(/^sandbox_/);
    // The choice is made: another one changes nothing.
    expect((await choose(approved.at, 'decline')).headers.get('location')).toBe(back.href);
    const failed = async (choice: string) =>
      new URL((await choose((await windowOf()).at, choice)).headers.get('location')!).searchParams;
    const closed = await failed('close');
    expect([closed.get('code'), closed.has('orderId')]).toEqual(['PAY_PROCESS_CANCELED', false]);
    const declined = await failed('decline');
    expect([declined.get('code'), declined.has('orderId')]).toEqual(['REJECT_CARD_COMPANY', true]);
  });
});
