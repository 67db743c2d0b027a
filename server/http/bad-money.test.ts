import { expect, test } from 'vitest';
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
} from '@/server/testing';
import { chargeWallet } from '@/server/wallets';
import { api } from './app';

/** Somebody with a hold, an unpaid and a paid reservation and money, and somebody else with the same. */
async function aWorld() {
  const person = async () => {
    const fan = await aFan();
    const unpaid = await aReservation({ fan });
    const paid = await aPaidReservation({ fan });
    await chargeWallet(fan, { amount: 500_000, idempotency: onceAs(fan) });
    const { id: scheduleId } = await aSchedule();
    const passId = await aPass(fan, scheduleId);
    const input = { seatIds: [0] };
    const hold = await holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
    return { fan, unpaid, paid, hold, scheduleId };
  };
  return { me: await person(), other: await person(), admin: await anAdmin() };
}
type World = Awaited<ReturnType<typeof aWorld>>;

/** All that is written down of money and seats, to the last byte. */
async function readEverything(): Promise<unknown> {
  const tables = [
    'reservations',
    'reservation_seats',
    'wallets',
    'wallet_transactions',
    'payments',
  ];
  const all = [...tables, 'refunds', 'tickets', 'outbox', 'idempotency_keys', 'schedules'];
  const each = all.map(
    (name) =>
      `(SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM ${name} t) AS ${name}`,
  );
  return (await prisma.$queryRawUnsafe<unknown[]>(`SELECT ${each.join(', ')}`))[0];
}

type Sent = {
  /** As it is sent; anything but a string is made JSON. */
  body?: unknown;
  path?: (world: World) => string;
  headers?: Record<string, string>;
  as?: 'nobody' | 'admin';
  method?: 'GET';
};
type Case = [name: string, code: string, sent: Sent];

const invalid = 'invalid_input';
const charges = () => '/wallet/charges';
const big = 'x'.repeat(70_000);

const amounts: Case[] = (
  [
    ...[-5_000, 0, 999, 2_000_001, 5_000.5, 1e30],
    ...['5000', '₩5000', '5,000', '', '0x1388', '5e3'],
    ...[null, true, [5_000], { value: 5_000 }],
  ] as unknown[]
).map((amount) => [`an amount of ${JSON.stringify(amount)}`, invalid, { body: { amount } }]);

const wallet: Case[] = [
  ...amounts,
  ['an amount beyond numbers', invalid, { body: '{"amount":1e999}' }],
  ['an amount beyond exact ones', invalid, { body: '{"amount":9007199254740993}' }],
  ['no amount', invalid, { body: {} }],
  ['another currency', invalid, { body: { amount: 5_000, currency: 'USD' } }],
  ['an amount twice', invalid, { body: '{"amount":5000,"amount":2000000}' }],
  ['an amount twice, once escaped', invalid, { body: '{"amount":5000,"\\u0061mount":2000000}' }],
  ['half a JSON', invalid, { body: '{"amount":' }],
  ['nothing', invalid, { body: '' }],
  ['null', invalid, { body: 'null' }],
  ['a list', invalid, { body: [{ amount: 5_000 }] }],
  [
    'brackets without end',
    invalid,
    { body: `${'['.repeat(20_000)}{"a":1,"b":2}${']'.repeat(20_000)}` },
  ],
  ['more than 64 kB', 'body_too_large', { body: { amount: 5_000, note: big } }],
  ['plain text', invalid, { body: '{"amount":5000}', headers: { 'content-type': 'text/plain' } }],
  [
    'a form',
    invalid,
    { body: 'amount=5000', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  ['nobody', 'sign_in_required', { body: { amount: 5_000 }, as: 'nobody' }],
  ['a short key', invalid, { body: { amount: 5_000 }, headers: { 'idempotency-key': 'short' } }],
  [
    'a key of 10,000 characters',
    invalid,
    { body: { amount: 5_000 }, headers: { 'idempotency-key': 'k'.repeat(10_000) } },
  ],
  ...['abc', '%00', '1', "'--"].map((cursor): Case => [
    `a cursor of ${cursor}`,
    invalid,
    { method: 'GET', path: () => `/wallet/transactions?cursor=${cursor}` },
  ]),
  ...['0', '-1', '101', '1.5', 'all'].map((size): Case => [
    `a page of ${size}`,
    invalid,
    { method: 'GET', path: () => `/wallet/transactions?size=${size}` },
  ]),
];

const toPay = () => '/payments';
const payOwn = (changes: object) => (world: World) => ({
  reservationId: world.me.unpaid.id,
  method: 'wallet',
  ...changes,
});
type Late = Omit<Sent, 'body'> & { body?: (world: World) => unknown };
type LateCase = [name: string, code: string, sent: Late];

const payments: LateCase[] = [
  ['an unknown method', invalid, { body: payOwn({ method: 'bitcoin' }) }],
  ['a method in capitals', invalid, { body: payOwn({ method: 'WALLET' }) }],
  ['no method', invalid, { body: payOwn({ method: undefined }) }],
  [
    'a method that is not offered',
    'payment_method_unavailable',
    { body: payOwn({ method: 'card' }) },
  ],
  ['an amount of one’s own', invalid, { body: payOwn({ amount: 1 }) }],
  ['a negative amount', invalid, { body: payOwn({ amount: -1_000_000 }) }],
  ['a currency', invalid, { body: payOwn({ currency: 'IDR' }) }],
  ['an id that is none', invalid, { body: payOwn({ reservationId: 'abc' }) }],
  [
    'a list of ids',
    invalid,
    { body: (world) => payOwn({ reservationId: [world.me.unpaid.id] })(world) },
  ],
  ['an id with SQL', invalid, { body: payOwn({ reservationId: "' OR 1=1 --" }) }],
  ['an unknown id', 'not_found', { body: () => ({ reservationId: newId(), method: 'wallet' }) }],
  [
    'another’s reservation',
    'not_found',
    { body: (world) => payOwn({ reservationId: world.other.unpaid.id })(world) },
  ],
  [
    'a paid reservation',
    'reservation_not_payable',
    { body: (world) => payOwn({ reservationId: world.me.paid.id })(world) },
  ],
  [
    'an id twice',
    invalid,
    {
      body: ({ me, other }) =>
        `{"reservationId":"${other.unpaid.id}","method":"wallet","reservationId":"${me.unpaid.id}"}`,
    },
  ],
  [
    'another’s payment',
    'not_found',
    { method: 'GET', path: ({ other }) => `/payments/${other.paid.payment.id}` },
  ],
  ['a payment’s id that is none', invalid, { method: 'GET', path: () => '/payments/1' }],
];

const reservations: LateCase[] = [
  ['an empty hold', invalid, { body: () => ({ holdId: '' }) }],
  ['a hold without its schedule', invalid, { body: () => ({ holdId: newId() }) }],
  [
    'a hold of nobody',
    'not_found',
    { body: ({ me }) => ({ holdId: `${me.scheduleId}.${newId()}` }) },
  ],
  ['another’s hold', 'not_found', { body: ({ other }) => ({ holdId: other.hold.id }) }],
  [
    'seats of one’s own choice',
    invalid,
    { body: ({ me }) => ({ holdId: me.hold.id, seatIds: [1] }) },
  ],
  ['a price of one’s own', invalid, { body: ({ me }) => ({ holdId: me.hold.id, total: 1 }) }],
  [
    'a hold twice',
    invalid,
    { body: ({ me, other }) => `{"holdId":"${other.hold.id}","holdId":"${me.hold.id}"}` },
  ],
  ['more than 64 kB', 'body_too_large', { body: ({ me }) => ({ holdId: me.hold.id, note: big }) }],
  [
    'another’s, read',
    'not_found',
    { method: 'GET', path: ({ other }) => `/reservations/${other.paid.id}` },
  ],
  ['an id that is none, read', invalid, { method: 'GET', path: () => '/reservations/0' }],
];

const ofMine = ({ me }: World) => `/reservations/${me.paid.id}/cancellation`;
const cancellations: LateCase[] = [
  ['a fee of one’s own', invalid, { body: () => ({ fee: 0 }) }],
  ['a refund of one’s own', invalid, { body: () => ({ refund: 99_000_000 }) }],
  ['a shown fee below zero', invalid, { body: () => ({ feeShown: -1 }) }],
  ['half a won as the shown fee', invalid, { body: () => ({ feeShown: 0.5 }) }],
  ['a shown fee as a string', invalid, { body: () => ({ feeShown: '0' }) }],
  ['no number as the shown fee', invalid, { body: () => ({ feeShown: null }) }],
  ['a reason that is a number', invalid, { body: () => ({ reason: 1 }) }],
  ['a reason of 201 characters', invalid, { body: () => ({ reason: 'x'.repeat(201) }) }],
  ['a reason with a NUL', invalid, { body: () => '{"reason":"\\u0000"}' }],
  ['a reason twice', invalid, { body: () => '{"reason":"a","reason":"b"}' }],
  ['a list', invalid, { body: () => [] }],
  [
    'another’s',
    'not_found',
    { body: () => ({}), path: ({ other }) => `/reservations/${other.paid.id}/cancellation` },
  ],
  [
    'an unknown one',
    'not_found',
    { body: () => ({}), path: () => `/reservations/${newId()}/cancellation` },
  ],
  [
    'an id that is none',
    invalid,
    { body: () => ({}), path: () => '/reservations/abc/cancellation' },
  ],
  [
    'as staff, by a fan',
    'staff_only',
    {
      body: () => ({ reason: 'x' }),
      path: ({ other }) => `/admin/reservations/${other.paid.id}/cancellation`,
    },
  ],
  [
    'as staff, with a shown fee',
    invalid,
    {
      as: 'admin',
      body: () => ({ reason: 'x', feeShown: 0 }),
      path: ({ me }) => `/admin/reservations/${me.paid.id}/cancellation`,
    },
  ],
  [
    'as staff, without a reason',
    invalid,
    {
      as: 'admin',
      body: () => ({ reason: ' ' }),
      path: ({ me }) => `/admin/reservations/${me.paid.id}/cancellation`,
    },
  ],
  [
    'a show, by a fan',
    'staff_only',
    {
      body: () => ({ reason: 'x' }),
      path: ({ me }) => `/admin/schedules/${me.paid.scheduleId}/cancellation`,
    },
  ],
  [
    'a show, without a reason',
    invalid,
    {
      as: 'admin',
      body: () => ({}),
      path: ({ me }) => `/admin/schedules/${me.paid.scheduleId}/cancellation`,
    },
  ],
  [
    'a show, with more than a reason',
    invalid,
    {
      as: 'admin',
      body: () => ({ reason: 'x', fee: 1 }),
      path: ({ me }) => `/admin/schedules/${me.paid.scheduleId}/cancellation`,
    },
  ],
  [
    'an unknown show',
    'not_found',
    {
      as: 'admin',
      body: () => ({ reason: 'x' }),
      path: () => `/admin/schedules/${newId()}/cancellation`,
    },
  ],
  [
    'a show’s id that is none',
    invalid,
    { as: 'admin', body: () => ({ reason: 'x' }), path: () => '/admin/schedules/1/cancellation' },
  ],
];

let sendings = 0;

async function send(world: World, path: string, sent: Omit<Sent, 'path'>): Promise<string> {
  const { body, headers, as, method = 'POST' } = sent;
  const person = as === 'admin' ? world.admin : world.me.fan;
  const response = await api.request(`/api${path}`, {
    method,
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': `sending-${sendings++}` },
      ...(as !== 'nobody' && bearerOf(person)),
      ...headers,
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { code?: string };
  return response.status >= 400 ? (answer.code ?? 'no code') : 'accepted';
}

const late = (cases: Case[]): LateCase[] =>
  cases.map(([name, code, { body, ...sent }]) => [name, code, { ...sent, body: () => body }]);

test.each<[string, (world: World) => string, LateCase[]]>([
  ['charging a wallet', charges, late(wallet)],
  ['paying', toPay, payments],
  ['reserving', () => '/reservations', reservations],
  ['cancelling', ofMine, cancellations],
])(
  '%s: bad input is refused, each with its code, and nothing has changed',
  async (_, usual, cases) => {
    const world = await aWorld();
    const before = await readEverything();
    const said: Record<string, string> = {};
    for (const [name, , { body, path = usual, ...sent }] of cases) {
      said[name] = await send(world, path(world), { ...sent, body: body?.(world) });
      if (JSON.stringify(await readEverything()) !== JSON.stringify(before))
        said[name] += ', changed';
    }
    expect(said).toEqual(Object.fromEntries(cases.map(([name, code]) => [name, code])));
  },
  60_000,
);
