import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { numberOfTicket, ticketOfNumber } from './order';

const drawOf = (name: string, lobbySize: number) => ({
  key: createHash('sha256').update(name).digest(),
  lobbySize,
});
const tickets = (size: number) => Array.from({ length: size }, (_, index) => index + 1);

test.each([1, 2, 3, 4, 5, 17, 64, 1_000, 4_097])(
  'a draw of %i gives everybody one number and back again',
  (size) => {
    const draw = drawOf('key', size);
    const drawn = tickets(size).map((ticket) => numberOfTicket(draw, ticket));
    expect(drawn.toSorted((a, b) => a - b)).toEqual(tickets(size));
    expect(drawn.map((number) => ticketOfNumber(draw, number))).toEqual(tickets(size));
  },
);

test('another key or lobby is another order', () => {
  const orders = [drawOf('key', 500), drawOf('key 2', 500), drawOf('key', 501)].map((draw) =>
    tickets(500)
      .map((ticket) => numberOfTicket(draw, ticket))
      .join(),
  );
  expect(new Set(orders).size).toBe(3);
});

test('when somebody arrived makes no difference to where they stand', () => {
  // Over 400 draws of 10, each arrival stands at each position about 40 times: chi-squared, 81 degrees of
  // freedom, is below 140 but for one in 20,000. The keys are fixed, so this never flickers.
  const counts = new Array<number>(100).fill(0);
  for (let run = 0; run < 400; run++) {
    const draw = drawOf(`seed ${run}`, 10);
    for (let index = 0; index < 10; index++)
      counts[index * 10 + numberOfTicket(draw, index + 1) - 1]! += 1;
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0);
  expect(chiSquared).toBeLessThan(140);
});

test('who comes after the freeze stands behind the whole lobby, first come first served', () => {
  const draw = drawOf('key', 20);
  const numbers = tickets(30).map((ticket) => numberOfTicket(draw, ticket));
  expect(numbers.slice(20)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  expect(Math.max(...numbers.slice(0, 20))).toBe(20);
  expect(numbers.map((number) => ticketOfNumber(draw, number))).toEqual(tickets(30));
});

test('a number outside of the draw is an error', () => {
  expect(() => numberOfTicket(drawOf('key', 5), 0)).toThrow(RangeError);
});
