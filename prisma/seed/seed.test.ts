import { expect, it, vi } from 'vitest';
import { auditAll } from '@/server/audit';
import { listConcerts } from '@/server/concerts';
import { concertListSchema } from '@/server/concerts/concerts.schema';
import { prisma } from '@/server/platform/db';
import { listSchedules } from '@/server/schedules';
import type { Schedule } from '@/server/schedules/schedules.schema';
import { demoPassword, signIn } from '@/server/users';
import { findWallet } from '@/server/wallets';
import { seedAccounts } from './accounts';
import { stableId } from './ids';
import { seed } from './index';

const minuteMs = 60_000;

async function allSchedules(): Promise<Schedule[]> {
  const { concerts } = await listConcerts(concertListSchema.parse({ size: 60 }));
  expect(concerts.length).toBeGreaterThanOrEqual(8);
  return (await Promise.all(concerts.map(({ id }) => listSchedules(id)))).flat();
}

const isOpen = ({ opensAt, closesAt }: Schedule) =>
  Date.parse(opensAt) <= Date.now() && Date.parse(closesAt) > Date.now();

it('shows a sale at every point of its life, and every invariant holds on it', async () => {
  await seed();
  const schedules = await allSchedules();
  const open = schedules.filter(isOpen);
  expect(open.filter(({ seatsLeft, seatCount }) => seatsLeft > seatCount / 2)).not.toEqual([]);
  expect(open.filter(({ seatsLeft }) => seatsLeft > 0 && seatsLeft < 50)).toHaveLength(1);
  expect(open.filter(({ seatsLeft }) => seatsLeft === 0)).toHaveLength(1);
  const soon = schedules.filter(({ opensAt, lobbyOpensAt }) => {
    const inMs = Date.parse(opensAt) - Date.now();
    return inMs > 2 * minuteMs && inMs <= 3 * minuteMs && Date.parse(lobbyOpensAt) < Date.now();
  });
  expect(soon).toHaveLength(1);
  expect(new Set(schedules.map(({ seatCount }) => seatCount))).toEqual(
    new Set([480, 12_000, 50_000]),
  );
  const violations = (await auditAll()).flatMap(({ findings }) => findings);
  expect(violations).toEqual([]);
}, 60_000);

it('lets its three people in, the fan with money', async () => {
  await seedAccounts();
  for (const name of ['fan', 'organiser', 'admin']) {
    const input = { email: `${name}@openrun.test`, password: demoPassword };
    expect(await signIn(input, '127.0.0.1')).toMatchObject({ email: input.email });
  }
  const id = stableId('account:fan');
  const fan = { kind: 'account', id, role: 'FAN', emailVerified: true } as const;
  expect(await findWallet(fan)).toMatchObject({ balance: 1_000_000 });
});

it('adds on a later start only what time has taken away', async () => {
  await seed();
  const [first, reservations] = [await allSchedules(), await prisma.reservation.count()];
  await seed();
  expect(await allSchedules()).toEqual(first);

  vi.useFakeTimers({ now: Date.now() + 10 * minuteMs, toFake: ['Date'] });
  await seed();
  vi.useRealTimers();
  const later = (await allSchedules()).filter(({ id }) => !first.some((one) => one.id === id));
  expect(later).toHaveLength(1);
  expect(await prisma.reservation.count()).toBe(reservations);
}, 60_000);
