import { expect, test } from 'vitest';
import type { Sample } from './crowd/plan';
import { type SecondLine, secondLine } from './report/run.schema';
import { Seconds, Tally } from './tally';
import { waitsByArrival } from './waits';

const startedAt = 1_000_000;
const standing = {
  line: { waiting: 3, inside: 2, admitted: 5 },
  seats: { held: 1, reserving: 0, sold: 4 },
};

function collect() {
  const lines: SecondLine[] = [];
  const seconds = new Seconds(startedAt, (line) => lines.push(secondLine.parse(line)));
  return { lines, seconds };
}

test('the times of a step are reckoned exactly, from its smallest to its largest', () => {
  const tally = new Tally();
  for (let ms = 100; ms >= 1; ms--) tally.note([startedAt, 'hold', ms, 0]);
  expect(tally.steps().hold).toEqual({
    ...{ count: 100, failed: 0, refused: 0, meanMs: 50.5, p50: 50, p95: 95, p99: 99, maxMs: 100 },
  });
});

test('a rightful no is no failure, and an error is told by its code', () => {
  const tally = new Tally();
  tally.note([startedAt, 'hold', 5, 0]);
  tally.note([startedAt, 'hold', 5, 1, 'seat_taken']);
  tally.note([startedAt, 'pay', 5, 2, 'http_502']);
  tally.note([startedAt, 'pay', 5, 2, 'timeout']);
  expect(tally.steps()).toMatchObject({
    hold: { count: 2, failed: 0, refused: 1 },
    pay: { failed: 2 },
  });
  expect(tally.refusals).toEqual({ seat_taken: 1 });
  expect(tally.errors).toEqual({ http_502: 1, timeout: 1 });
});

test('a request counts in the second in which it ended, and each second is written once', () => {
  const { lines, seconds } = collect();
  seconds.note([startedAt + 999, 'join', 900, 0]);
  seconds.note([startedAt + 1_000, 'join', 10, 0]);
  seconds.close(0, standing);
  seconds.close(0, standing);
  seconds.close(1, standing);
  expect(lines.map(({ t, steps }) => [t, steps.join!.meanMs])).toEqual([
    [0, 900],
    [1, 10],
  ]);
  expect(lines[0]).toMatchObject(standing);
});

test('a second in which nobody was answered is written too, and nothing that comes late is lost', () => {
  const { lines, seconds } = collect();
  seconds.close(2, standing);
  const late: Sample = [startedAt + 500, 'join', 10, 0];
  seconds.note(late);
  seconds.fault('socket_lost', startedAt + 600);
  seconds.close(3, standing);
  expect(lines.map(({ t, steps }) => [t, steps.join?.count ?? 0])).toEqual([
    ...[0, 1, 2].map((t) => [t, 0]),
    [3, 1],
  ]);
  expect(lines[3]!.errors).toEqual({ socket_lost: 1 });
});

test('waits stand in the order of joining, in twenty groups that leave nobody out', () => {
  const waits = Array.from({ length: 1_010 }, (_, n) => ({ joinedAt: 1_010 - n, waitMs: n }));
  const groups = waitsByArrival(waits);
  expect(groups).toHaveLength(20);
  expect(groups.reduce((sum, { fans }) => sum + fans, 0)).toBe(1_010);
  expect(groups[0]).toMatchObject({ arrivalPercentile: 5, maxMs: 1_009 });
  expect(groups[19]!.arrivalPercentile).toBe(100);
  expect(waitsByArrival([{ joinedAt: 1, waitMs: 7 }])).toMatchObject([{ fans: 1, p50Ms: 7 }]);
});
