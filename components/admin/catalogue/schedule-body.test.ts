import { expect, test } from 'vitest';
import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import { changesOf, readForm } from './schedule-body';

const schedule = {
  startsAt: '2031-05-03T10:00:00.000Z',
  opensAt: '2031-04-01T11:00:00.000Z',
  closesAt: '2031-05-03T10:00:00.000Z',
  lobbyMinutes: 30,
  seatsPerPersonMax: 4,
  holdSeconds: 300,
  requiresVerifiedEmail: false,
  requiresIdentity: false,
  seatsAwayMode: 'pause',
  orphanRule: 'off',
  autoRate: true,
  presaleShare: 0,
  blockedSeats: [3, 4],
  grades: [{ grade: 'VIP', price: 150_000, seatCount: 10, seatsLeft: 10 }],
} as unknown as AdminSchedule;

/** The form as the page shows it for that schedule, with what was typed over it. */
const formWith = (typed: Record<string, string> = {}) => {
  const data = new FormData();
  const shown = {
    startsAt: '2031-05-03T19:00',
    opensAt: '2031-04-01T20:00',
    closesAt: '2031-05-03T19:00',
    lobbyMinutes: '30',
    seatsPerPersonMax: '4',
    holdMinutes: '5',
    orphanRule: 'off',
    'price.VIP': '150000',
    ...typed,
  };
  for (const [name, value] of Object.entries(shown)) data.set(name, value);
  return { ...readForm(data), blockedSeats: schedule.blockedSeats };
};

test('a form that nobody touched changes nothing', () => {
  expect(changesOf(schedule, formWith())).toEqual({});
});

test('what was changed is sent and nothing else: seats that are not for sale all together, and prices too', () => {
  expect(changesOf(schedule, { ...formWith(), blockedSeats: [3, 4, 5] })).toEqual({
    blockedSeats: [3, 4, 5],
  });
  expect(changesOf(schedule, { ...formWith(), blockedSeats: [] })).toEqual({ blockedSeats: [] });
  expect(changesOf(schedule, formWith({ 'price.VIP': '160000', lobbyMinutes: '40' }))).toEqual({
    prices: [{ grade: 'VIP', price: 160_000 }],
    lobbyMinutes: 40,
  });
  expect(changesOf(schedule, formWith({ sellsOnWithoutSeats: 'on' }))).toEqual({
    seatsAwayMode: 'degraded',
  });
  expect(changesOf(schedule, formWith({ orphanRule: 'strict' }))).toEqual({ orphanRule: 'strict' });
});
