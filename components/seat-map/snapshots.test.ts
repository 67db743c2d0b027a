import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Snapshots, spreadMs } from './snapshots';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a room of 2,000 that sees one gap asks once each, spread over a second', async () => {
  const askedAt: number[] = [];
  const beganAt = Date.now();
  const room = Array.from({ length: 2_000 }, () => {
    const ask = async () => askedAt.push(Date.now() - beganAt) > 0;
    return new Snapshots(ask);
  });
  for (const snapshots of room) {
    snapshots.soon(); // the batch behind the gap,
    snapshots.soon(); // the next one, and
    snapshots.soon(); // the version that is told
  }
  await vi.advanceTimersByTimeAsync(2 * spreadMs);
  expect(askedAt).toHaveLength(2_000);
  const perTenth = Array.from({ length: 10 }, (_, tenth) => {
    const [from, to] = [(tenth * spreadMs) / 10, ((tenth + 1) * spreadMs) / 10];
    return askedAt.filter((at) => at >= from && at < to).length;
  });
  for (const asked of perTenth) expect(asked).toBeLessThan(300); // 200 each on average
});

test('one that was made before the gap is followed by another, and what is asked meanwhile joins it', async () => {
  const answers: ((isWhole: boolean) => void)[] = [];
  const snapshots = new Snapshots(() => new Promise((resolve) => void answers.push(resolve)));
  snapshots.now();
  snapshots.now();
  snapshots.soon();
  await vi.advanceTimersByTimeAsync(2 * spreadMs);
  expect(answers).toHaveLength(1);
  answers[0]!(false);
  await vi.advanceTimersByTimeAsync(2 * spreadMs);
  expect(answers).toHaveLength(2);
  answers[1]!(true);
  await vi.advanceTimersByTimeAsync(2 * spreadMs);
  expect(answers).toHaveLength(2);
});

test('who has left asks for nothing', async () => {
  let asked = 0;
  const snapshots = new Snapshots(async () => ++asked > 0);
  snapshots.soon();
  snapshots.close();
  snapshots.now();
  await vi.advanceTimersByTimeAsync(2 * spreadMs);
  expect(asked).toBe(0);
});
