import { expect, it } from 'vitest';
import type { Concert } from '@/server/concerts/concerts.schema';
import type { Schedule } from '@/server/schedules/schedules.schema';
import { openingOf } from './opening';

const now = Date.parse('2026-12-01T00:00:00.000Z');
const concert = { id: 'a concert' } as Concert;
const schedule = (opensAt: string, startsAt: string, cancelledAt: string | null = null) =>
  ({ opensAt, startsAt, cancelledAt }) as Schedule;

it('is the next date to open, though another is on sale already', () => {
  const onSale = schedule('2026-11-01T00:00:00.000Z', '2027-01-01T10:00:00.000Z');
  const called = schedule('2026-12-02T00:00:00.000Z', '2027-01-02T10:00:00.000Z', 'cancelled');
  const friday = schedule('2026-12-03T00:00:00.000Z', '2027-01-08T10:00:00.000Z');
  const saturday = schedule('2026-12-03T00:00:00.000Z', '2027-01-09T10:00:00.000Z');
  const later = schedule('2026-12-09T00:00:00.000Z', '2027-02-01T10:00:00.000Z');
  expect(openingOf(concert, [later, saturday, onSale, called, friday], now)).toEqual({
    concert,
    sale: saturday,
    days: { first: friday.startsAt, last: saturday.startsAt },
  });
});

it('is nothing where everything has opened', () => {
  const onSale = schedule('2026-11-01T00:00:00.000Z', '2027-01-01T10:00:00.000Z');
  expect(openingOf(concert, [onSale], now)).toBeNull();
});
