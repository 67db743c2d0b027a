import { expect, test } from 'vitest';
import { drawKey, numberOfTicket, permute, ticketOfNumber, unpermute } from './draw';

const scheduleId = '0197a0a0-0000-7000-8000-000000000001';

test.each([1, 2, 3, 4, 5, 17, 64, 1_000, 4_097])(
  'a draw of %i gives everybody one number and back again',
  (size) => {
    const key = drawKey('seed', scheduleId, size);
    const drawn = Array.from({ length: size }, (_, index) => permute(key, size, index));
    expect(drawn.toSorted((a, b) => a - b)).toEqual([...drawn.keys()]);
    expect(drawn.map((position) => unpermute(key, size, position))).toEqual([...drawn.keys()]);
  },
);

test('another seed, schedule or lobby is another order', () => {
  const orders = [
    drawKey('seed', scheduleId, 500),
    drawKey('seed 2', scheduleId, 500),
    drawKey('seed', scheduleId.replace(/1$/, '2'), 500),
    drawKey('seed', scheduleId, 501),
  ].map((key) => Array.from({ length: 500 }, (_, index) => permute(key, 500, index)).join());
  expect(new Set(orders).size).toBe(4);
});

test('when somebody arrived makes no difference to where they stand', () => {
  // Over 400 draws of 10, each arrival stands at each position about 40 times: chi-squared, 81 degrees of
  // freedom, is below 140 but for one in 20,000. The seeds are fixed, so this never flickers.
  const counts = new Array<number>(100).fill(0);
  for (let draw = 0; draw < 400; draw++) {
    const key = drawKey(`seed ${draw}`, scheduleId, 10);
    for (let index = 0; index < 10; index++) counts[index * 10 + permute(key, 10, index)]! += 1;
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0);
  expect(chiSquared).toBeLessThan(140);
});

test('who comes after the opening stands behind the whole lobby, first come first served', () => {
  const draw = { key: drawKey('seed', scheduleId, 20), lobbySize: 20 };
  const numbers = Array.from({ length: 30 }, (_, index) => numberOfTicket(draw, index + 1));
  expect(numbers.slice(20)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  expect(Math.max(...numbers.slice(0, 20))).toBe(20);
  expect(numbers.map((number) => ticketOfNumber(draw, number))).toEqual(
    numbers.map((_, index) => index + 1),
  );
});

test('a position outside of the draw is an error', () => {
  expect(() => permute(drawKey('seed', scheduleId, 5), 5, 5)).toThrow(RangeError);
});
