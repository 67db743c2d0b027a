import { expect, test } from 'vitest';
import { checkCounts } from './counts';

const counted = { arrived: 10, outcomes: { ticket: 4, sold_out: 5, left: 1 }, seats: 7 };
const booked = { seats: 7, twice: 0, seatsOnSale: 7 };

test('counts that add up are nothing to say', () => {
  expect(checkCounts(counted, booked)).toEqual([]);
});

test('somebody who never ended is missed', () => {
  expect(checkCounts({ ...counted, arrived: 11 }, booked)).toEqual([
    '11 people arrived, and 10 of them ended somehow',
  ]);
});

test('somebody who ended twice is noticed', () => {
  const outcomes = { ...counted.outcomes, refused: 1 };
  expect(checkCounts({ ...counted, outcomes }, booked)).toHaveLength(1);
});

test('a ticket that only the crowd or only the site knows of is noticed', () => {
  expect(checkCounts({ ...counted, seats: 8 }, booked)[0]).toContain('8 seats, and 7 are sold');
  expect(checkCounts({ ...counted, seats: 6 }, booked)[0]).toContain('6 seats, and 7 are sold');
});

test('a seat sold twice, and more sold than there are, is noticed', () => {
  const oversold = { seats: 8, twice: 1, seatsOnSale: 7 };
  expect(checkCounts({ ...counted, seats: 8 }, oversold)).toEqual([
    '1 seats are sold twice',
    '8 seats are sold, of 7 on sale',
  ]);
});
