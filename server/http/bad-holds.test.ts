import { expect, test } from 'vitest';
import { holdSeats } from '@/server/holds';
import { newId } from '@/server/platform/id';
import { seatsRedis } from '@/server/platform/redis';
import { reconcileSeats, seatKeys } from '@/server/seats';
import { signPass } from '@/server/waiting-room';
import {
  aFan,
  aLayout,
  aPaidReservation,
  aPass,
  aReservation,
  aSchedule,
  bearerOf,
  onceAs,
  type Person,
} from '@/server/testing';
import { hallLayout } from '@/server/venues';
import { api } from './app';

/**
 * A hall of 480 seats with no VIP grade, and nothing left of its A: some blocked, some held by me and by another, some
 * reserving, some sold.
 */
async function aWorld() {
  const whole = hallLayout();
  const sections = whole.sections.map((section) =>
    section.grade === 'VIP' ? { ...section, grade: 'R' as const } : section,
  );
  const inA = sections.flatMap(({ grade, firstSeat, seatCount }) =>
    grade === 'A' ? Array.from({ length: seatCount }, (_, i) => firstSeat + i) : [],
  );
  const layout = await aLayout({ ...whole, sections });
  const { id: scheduleId } = await aSchedule({ layout, blockedSeats: [40, 41, ...inA] });
  const { id: elsewhereId } = await aSchedule();
  const me = await aFan();
  const elsewhere = await hold(me, elsewhereId, [0]);
  await aPaidReservation({ scheduleId, seatIds: [30, 31] });
  await aReservation({ scheduleId, seatIds: [20, 21] });
  const other = await hold(await aFan(), scheduleId, [10, 11]);
  const mine = await hold(me, scheduleId, [0, 1]);
  await reconcileSeats(scheduleId); // else a look for the best would put the rows' letters right
  return { me, scheduleId, elsewhereId, elsewhere, other, mine };
}
type World = Awaited<ReturnType<typeof aWorld>>;

async function hold(person: Person, scheduleId: string, seatIds: number[]) {
  const passId = await aPass(person, scheduleId);
  const input = { seatIds };
  const held = await holdSeats(person, {
    scheduleId,
    passId,
    input,
    idempotency: onceAs(person),
  });
  const expiresAt = Date.now() + 600_000;
  return { ...held, pass: signPass({ passId, accountId: person.id, scheduleId, expiresAt }) };
}

/** Every key about the seats of both schedules, to the last byte; what a key's answer was is not about seats. */
async function readSeats({ scheduleId, elsewhereId }: World): Promise<Record<string, unknown>> {
  const all: string[] = [];
  for (const id of [scheduleId, elsewhereId])
    all.push(...(await seatsRedis().keys(seatKeys(id).answer('').replace('answer:', '*'))));
  const read = async (key: string) => [key, (await seatsRedis().dumpBuffer(key))?.toString('hex')];
  const kept = all.toSorted().filter((key) => !key.includes(':answer:'));
  return Object.fromEntries(await Promise.all(kept.map(read)));
}

type Sent = {
  /** Seats that are asked for, or a whole body; a string is sent as it is. */
  body?: unknown;
  path?: (world: World) => string;
  method?: 'DELETE';
  pass?: (world: World) => string | undefined;
  as?: 'nobody';
};
type Case = [name: string, code: string, sent: Sent];

const invalid = 'invalid_input';
const seats = (...seatIds: unknown[]) => ({ body: { seatIds } });
const best = (bestAvailable: object) => ({ body: { bestAvailable } });

const choices: Case[] = [
  ['a seat beyond the hall', 'seat_unknown', seats(480)],
  ['a seat beyond the hall beside a free one', 'seat_unknown', seats(100, 480)],
  ['a seat that only the largest stadium has', 'seat_unknown', seats(149_999)],
  ['a seat beyond every hall', invalid, seats(150_000)],
  ['no seats', invalid, seats()],
  [
    'nine seats',
    invalid,
    seats(
      ...Array(9)
        .fill(100)
        .map((first, i) => first + i),
    ),
  ],
  ['more seats than one may have, with those held', 'seats_over_limit', seats(100, 101, 102)],
  ['more seats than one may have at once', 'seats_over_limit', seats(100, 101, 102, 103, 104)],
  ['a seat twice', invalid, seats(100, 100)],
  ['a list twice', invalid, { body: '{"seatIds":[100],"seatIds":[101]}' }],
  ['a blocked seat', 'seat_taken', seats(40)],
  ['a blocked seat beside a free one', 'seat_taken', seats(39, 40)],
  ['a sold seat', 'seat_taken', seats(30)],
  ['a sold seat beside a free one', 'seat_taken', seats(29, 30)],
  ['a reserving seat', 'seat_taken', seats(20)],
  ['a seat that another holds', 'seat_taken', seats(10)],
  ['a seat that another holds beside a free one', 'seat_taken', seats(9, 10)],
  ['a fraction', invalid, seats(1.5)],
  ['a negative seat', invalid, seats(-1)],
  ['a huge seat', invalid, seats(1e30)],
  ['a seat beyond numbers', invalid, { body: '{"seatIds":[1e999]}' }],
  ['a seat beyond exact ones', invalid, { body: '{"seatIds":[9007199254740993]}' }],
  ['a seat as a string', invalid, seats('100')],
  ['a word', invalid, seats('best')],
  ['null', invalid, seats(null)],
  ['a list of lists', invalid, seats([100])],
  ['true', invalid, seats(true)],
  ['seats as a string', invalid, { body: { seatIds: '100,101' } }],
  ['seats as one number', invalid, { body: { seatIds: 100 } }],
  ['a price of one’s own', invalid, { body: { seatIds: [100], price: 1 } }],
  ['an end of one’s own', invalid, { body: { seatIds: [100], expiresAt: '2099-01-01T00:00:00Z' } }],
  ['another’s name', invalid, { body: { seatIds: [100], accountId: newId() } }],
  ['nothing', invalid, { body: {} }],
  ['a list', invalid, { body: [100] }],
  ['half a JSON', invalid, { body: '{"seatIds":[' }],
  ['more than 64 kB', 'body_too_large', { body: { seatIds: [100], note: 'x'.repeat(70_000) } }],
  [
    'seats and the best',
    invalid,
    { body: { seatIds: [100], bestAvailable: { grade: 'R', count: 1 } } },
  ],
  ['the best of an unknown grade', invalid, best({ grade: 'Z', count: 1 })],
  ['the best of a grade in small letters', invalid, best({ grade: 'vip', count: 1 })],
  ['the best of a grade that the hall has not', 'sold_out', best({ grade: 'VIP', count: 1 })],
  ['the best of a grade of which nothing is left', 'sold_out', best({ grade: 'A', count: 1 })],
  ['the best two of a grade of which nothing is left', 'sold_out', best({ grade: 'A', count: 2 })],
  ['the best of no grade', invalid, best({ count: 1 })],
  ['the best for nobody', invalid, best({ grade: 'R', count: 0 })],
  ['the best for nine', invalid, best({ grade: 'R', count: 9 })],
  ['the best for one and a half', invalid, best({ grade: 'R', count: 1.5 })],
  ['the best for minus one', invalid, best({ grade: 'R', count: -1 })],
  ['the best for a word', invalid, best({ grade: 'R', count: '1' })],
  ['the best for more than one may have', 'seats_over_limit', best({ grade: 'R', count: 3 })],
  ['nobody', 'sign_in_required', { ...seats(100), as: 'nobody' }],
  ['no pass', 'pass_required', { ...seats(100), pass: () => undefined }],
  ['a pass of nonsense', 'pass_required', { ...seats(100), pass: () => 'nonsense' }],
  [
    'the pass of another schedule',
    'pass_required',
    { ...seats(100), pass: (w) => w.elsewhere.pass },
  ],
  ['another’s pass', 'pass_required', { ...seats(100), pass: (w) => w.other.pass }],
  [
    'seats of a schedule that the pass is not for',
    'pass_required',
    { ...seats(100), path: (w) => `/schedules/${w.elsewhereId}/holds` },
  ],
  [
    'seats of no schedule',
    'pass_required',
    { ...seats(1), path: () => `/schedules/${newId()}/holds` },
  ],
  ['a schedule’s id that is none', invalid, { ...seats(1), path: () => '/schedules/1/holds' }],
];

const swapped = ({ scheduleId, elsewhere }: World) => `${scheduleId}.${elsewhere.id.split('.')[1]}`;
const remove = (path: (world: World) => string): Sent => ({ method: 'DELETE', path });
const reserve = (holdId: (world: World) => unknown): Sent => ({
  path: () => '/reservations',
  body: (world: World) => ({ holdId: holdId(world) }),
});

const others: Case[] = [
  ['releasing another’s hold', 'not_found', remove((w) => `/holds/${w.other.id}`)],
  ['releasing a seat of another’s', 'not_found', remove((w) => `/holds/${w.other.id}/seats/10`)],
  ['releasing a hold of nobody', 'not_found', remove((w) => `/holds/${w.scheduleId}.${newId()}`)],
  [
    'releasing one of another schedule under this',
    'not_found',
    remove((w) => `/holds/${swapped(w)}`),
  ],
  ['releasing what is no hold', invalid, remove(() => '/holds/1')],
  ['releasing a negative seat', invalid, remove((w) => `/holds/${w.mine.id}/seats/-1`)],
  ['releasing half a seat', invalid, remove((w) => `/holds/${w.mine.id}/seats/0.5`)],
  ['releasing a word', invalid, remove((w) => `/holds/${w.mine.id}/seats/all`)],
  ['releasing a pass', invalid, remove((w) => `/holds/${w.mine.id}/seats/pass`)],
  ['reserving another’s hold', 'not_found', reserve((w) => w.other.id)],
  ['reserving one of another schedule under this', 'not_found', reserve(swapped)],
  ['reserving a number', invalid, reserve(() => 1)],
];

let sendings = 0;

async function send(world: World, sent: Sent): Promise<string> {
  const { method = 'POST', as, path = ({ scheduleId }) => `/schedules/${scheduleId}/holds` } = sent;
  const pass = (sent.pass ?? ((w) => w.mine.pass))(world);
  const body: unknown = typeof sent.body === 'function' ? sent.body(world) : sent.body;
  const response = await api.request(`/api${path(world)}`, {
    method,
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': `sending-${sendings++}` },
      ...(as !== 'nobody' && bearerOf(world.me)),
      ...(pass && { 'openrun-pass': pass }),
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  if (response.status < 400) return `accepted ${response.status}`;
  return ((await response.json()) as { code?: string }).code ?? 'no code';
}

test.each<[string, Case[]]>([
  ['holding seats', choices],
  ['what is another’s', others],
])(
  '%s: bad input is refused, each with its code, and no seat and no hold has changed',
  async (_, cases) => {
    const world = await aWorld();
    const before = await readSeats(world);
    expect(Object.keys(before).length).toBeGreaterThan(8);
    const said: Record<string, string> = {};
    for (const [name, , sent] of cases) {
      said[name] = await send(world, sent);
      if (JSON.stringify(await readSeats(world)) !== JSON.stringify(before))
        said[name] += ', changed';
    }
    expect(said).toEqual(Object.fromEntries(cases.map(([name, code]) => [name, code])));
  },
  60_000,
);
