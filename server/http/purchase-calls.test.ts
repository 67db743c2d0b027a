import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aFan, aPass, aSchedule, bearerOf, onceAs, type Person } from '@/server/testing';
import { chargeWallet } from '@/server/wallets';
import { signPass } from '@/server/waiting-room';
import { api } from './app';
import { answerPurchase } from './purchase-calls';

// The gateway answers a purchase on the bare server, a host that runs only Next by the API: people must not notice.

let server: Server;
let origin: string;
let scheduleId: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (!answerPurchase(request, response)) response.writeHead(421).end('null');
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resume) => server.close(resume)));
beforeEach(async () => {
  scheduleId = (await aSchedule()).id;
});

type Headers = Record<string, string | undefined>;
type Sent = { path: string; body: string; headers: Headers };
type Door = (sent: Sent) => Promise<Response>;

const requestOf = ({ body, headers }: Sent): RequestInit => ({
  method: 'POST',
  body,
  headers: Object.fromEntries(
    Object.entries(headers).filter(([, value]) => value !== undefined),
  ) as Record<string, string>,
});
const bare: Door = (sent) => fetch(`${origin}/api${sent.path}`, requestOf(sent));
const framed: Door = async (sent) => api.request(`/api${sent.path}`, requestOf(sent));

async function aBuyer() {
  const fan = await aFan();
  await chargeWallet(fan, { amount: 1_000_000, idempotency: onceAs(fan) });
  const passId = await aPass(fan, scheduleId);
  const expiresAt = Date.now() + 600_000;
  return { fan, pass: signPass({ passId, accountId: fan.id, scheduleId, expiresAt }) };
}

const headersOf = ({ fan, pass }: { fan: Person; pass: string }): Headers => ({
  ...bearerOf(fan),
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
  'openrun-pass': pass,
});

async function answerOf(door: Door, sent: Sent) {
  const response = await door(sent);
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, type: response.headers.get('content-type'), body };
}

/** Hold, reserve and pay through a door; every answer, without what differs from purchase to purchase. */
async function purchase(door: Door, seatId: number) {
  const headers = headersOf(await aBuyer());
  const post = (path: string, body: object) =>
    answerOf(door, { path, body: JSON.stringify(body), headers });
  const hold = await post(`/schedules/${scheduleId}/holds`, { seatIds: [seatId] });
  const reserved = await post('/reservations', { holdId: hold.body['id'] });
  const paid = await post('/payments', { reservationId: reserved.body['id'], method: 'wallet' });
  return [hold, reserved, paid].map(({ status, type, body }) => ({
    ...{ status, type, fields: Object.keys(body).toSorted() },
    total: body['total'] ?? body['amount'],
  }));
}

test('a purchase is answered the same by the bare server and by the API', async () => {
  const byBare = await purchase(bare, 1);
  expect(byBare.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(byBare).toEqual(await purchase(framed, 2));
});

test('the cookie of a session counts as its bearer token does, unless another site sends it', async () => {
  const buyer = await aBuyer();
  const token = bearerOf(buyer.fan).authorization.slice('Bearer '.length);
  const cookie = `locale=ko; openrun.session=${token}`;
  const headers = { ...headersOf(buyer), authorization: undefined, cookie };
  const path = `/schedules/${scheduleId}/holds`;
  const send = (more: Headers) =>
    answerOf(bare, { path, body: '{"seatIds":[1]}', headers: { ...headers, ...more } });
  expect(await send({ origin: 'https://elsewhere.test' })).toMatchObject({
    status: 403,
    body: { code: 'origin_not_allowed' },
  });
  expect(await send({ origin })).toMatchObject({ status: 201 });
});

describe('refused alike by both', () => {
  const seats = '{"seatIds":[1]}';
  const cases: [string, string, Partial<Sent> | ((sent: Sent) => Partial<Sent>)][] = [
    [
      'no account',
      'sign_in_required',
      ({ headers }) => ({ headers: { ...headers, authorization: undefined } }),
    ],
    [
      'a forged session',
      'sign_in_required',
      ({ headers }) => ({ headers: { ...headers, authorization: 'Bearer a.b.c' } }),
    ],
    [
      'no pass',
      'pass_required',
      ({ headers }) => ({ headers: { ...headers, 'openrun-pass': undefined } }),
    ],
    [
      'no key',
      'idempotency_key_required',
      ({ headers }) => ({ headers: { ...headers, 'idempotency-key': undefined } }),
    ],
    [
      'a key of 10,000 characters',
      'invalid_input',
      ({ headers }) => ({ headers: { ...headers, 'idempotency-key': 'k'.repeat(10_000) } }),
    ],
    [
      'another type of body',
      'invalid_input',
      ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } }),
    ],
    ['no JSON', 'invalid_input', { body: '{"seatIds":[1' }],
    ['an empty body', 'invalid_input', { body: '' }],
    ['nine seats', 'invalid_input', { body: '{"seatIds":[1,2,3,4,5,6,7,8,9]}' }],
    ['a field too many', 'invalid_input', { body: '{"seatIds":[1],"price":1}' }],
    ['the character NUL', 'invalid_input', { body: '{"seatIds":["\\u0000"]}' }],
    ['a name twice', 'invalid_input', { body: '{"seatIds":[1],"seatIds":[2]}' }],
    ['a body of 70 kB', 'body_too_large', { body: `{"seatIds":[1],"x":"${'x'.repeat(70_000)}"}` }],
    ['a schedule that is none', 'invalid_input', { path: '/schedules/none/holds' }],
    [
      'another’s page',
      'origin_not_allowed',
      ({ headers }) => ({ headers: { ...headers, origin: 'https://elsewhere.test' } }),
    ],
    [
      'another’s hold',
      'not_found',
      { path: '/reservations', body: `{"holdId":"${randomUUID()}.${randomUUID()}"}` },
    ],
    ['a hold that is none', 'invalid_input', { path: '/reservations', body: '{"holdId":"x"}' }],
    [
      'another’s reservation',
      'not_found',
      { path: '/payments', body: `{"reservationId":"${randomUUID()}","method":"wallet"}` },
    ],
    [
      'an unknown method',
      'invalid_input',
      { path: '/payments', body: `{"reservationId":"${randomUUID()}","method":"cash"}` },
    ],
  ];

  test.each(cases)('%s', async (_, code, change) => {
    const usual: Sent = {
      path: `/schedules/${scheduleId}/holds`,
      body: seats,
      headers: headersOf(await aBuyer()),
    };
    const sent = { ...usual, ...(typeof change === 'function' ? change(usual) : change) };
    const byBare = await answerOf(bare, sent);
    expect(byBare).toMatchObject({ type: 'application/problem+json', body: { code } });
    expect(byBare).toEqual(await answerOf(framed, sent));
  });
});

test('what is out of the ordinary is left to the API', async () => {
  const elsewhere = ['/payments?x=1', '/payments/', '/holds', `/schedules/%31/holds`];
  for (const path of elsewhere)
    expect(await bare({ path, body: '{}', headers: {} })).toMatchObject({ status: 421 });
});
