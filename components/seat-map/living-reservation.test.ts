import { describe, expect, test } from 'vitest';
import { askAgain, mayPass } from '@/components/api/ask-again';
import { ApiError } from '@/components/api/client';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import { livingReservation } from './living-reservation';

const reservation = (id: string, scheduleId: string, status: ReservationView['status']) =>
  ({ id, scheduleId, status }) as ReservationView;

const newestFirst = async () => [
  reservation('paid', 'today', 'RESERVED'),
  reservation('elsewhere', 'tomorrow', 'RESERVING'),
  reservation('newest', 'today', 'RESERVING'),
  reservation('older', 'today', 'RESERVING'),
];
const twice = new ApiError(409, 'already_reserved');

describe('who reserves', () => {
  test('and has done so already goes on with the newest that waits for its payment', async () => {
    expect((await livingReservation(twice, 'today', newestFirst)).id).toBe('newest');
  });

  test('and has nothing left to pay is told why', async () => {
    await expect(livingReservation(twice, 'next week', newestFirst)).rejects.toBe(twice);
  });

  test('and is refused for another reason is told that', async () => {
    const taken = new ApiError(409, 'seat_taken');
    await expect(livingReservation(taken, 'today', newestFirst)).rejects.toBe(taken);
  });
});

describe('an answer', () => {
  test.each([
    ['that never came', new ApiError(0, 'network_lost')],
    ['that broke off', new SyntaxError('Unexpected end of JSON input')],
    ['of a store that is away', new ApiError(503, 'service_unavailable')],
    ['to come back later', new ApiError(429, 'too_many_requests')],
  ])('%s keeps the key and is asked for again', (_, error) => {
    expect(mayPass(error)).toBe(true);
    expect([0, 3, 4].map((count) => askAgain.retry(count, error))).toEqual([true, true, false]);
  });

  test.each([400, 401, 404, 409, 410])('%d is a no, which ends its key', (status) => {
    const error = new ApiError(status, 'no');
    expect(mayPass(error)).toBe(false);
    expect(askAgain.retry(0, error)).toBe(false);
  });

  test('says when to ask again, or it takes longer each time', () => {
    expect(askAgain.retryDelay(0, new ApiError(503, 'service_unavailable', {}, 2))).toBe(2000);
    expect([0, 1, 2].map((count) => askAgain.retryDelay(count, new Error()))).toEqual([
      500, 1000, 2000,
    ]);
  });
});
