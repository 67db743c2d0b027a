import { beforeEach, describe, expect, it } from 'vitest';
import { hallLayout } from '@/server/venues/generators';
import { SeatModel } from './engine/model';
import { SeatFeed } from './seat-feed';

const scheduleId = '018f0000-0000-7000-8000-000000000000';
const batch = (fromVersion: number, toVersion: number, ...changes: number[]) => ({
  scheduleId,
  fromVersion,
  toVersion,
  changes,
});

describe('the feed of seat changes', () => {
  let model: SeatModel;
  let feed: SeatFeed;
  beforeEach(() => {
    model = new SeatModel(hallLayout());
    feed = new SeatFeed(model);
    feed.takeSnapshot({ degraded: false, version: 10, status: '0'.repeat(480) });
  });
  const taken = () => [...model.statuses].flatMap((status, seat) => (status ? [seat] : []));

  it('applies changes that follow its version', () => {
    expect(feed.takeChanges(batch(10, 12, 3, 1, 4, 3))).toBe(true);
    expect(feed.takeChanges(batch(12, 13, 3, 0))).toBe(true);
    expect(taken()).toEqual([4]);
  });

  it('ignores what its snapshot already holds', () => {
    expect(feed.takeChanges(batch(8, 10, 3, 1))).toBe(true);
    expect(taken()).toEqual([]);
  });

  it('asks for a snapshot on a gap, and loses nothing that came meanwhile', () => {
    expect(feed.takeChanges(batch(11, 12, 5, 1))).toBe(false);
    expect(feed.takeChanges(batch(12, 13, 6, 1))).toBe(false);
    expect(taken()).toEqual([]);
    expect(
      feed.takeSnapshot({ degraded: false, version: 12, status: `1000010${'0'.repeat(473)}` }),
    ).toBe(true);
    expect(taken()).toEqual([0, 5, 6]);
  });

  it('takes a batch that its snapshot lies within: what it has already is only said again', () => {
    // At 9 seat 3 was held, at 10 given back and 5 held, at 11 seat 5 sold.
    feed.takeSnapshot({ degraded: false, version: 10, status: `000001${'0'.repeat(474)}` });
    expect(feed.takeChanges(batch(8, 11, 3, 1, 3, 0, 5, 1, 5, 3))).toBe(true);
    expect(taken()).toEqual([5]);
    expect(model.statuses[5]).toBe(3);
  });

  it('says when a snapshot is older than what it heard of', () => {
    const older = { degraded: false, version: 10, status: '0'.repeat(480) };
    expect(feed.isBehind(11)).toBe(true);
    expect(feed.takeSnapshot(older)).toBe(false);
    feed.takeChanges(batch(11, 12, 5, 1));
    expect(feed.takeSnapshot({ ...older, version: 10 })).toBe(false);
    expect(feed.takeSnapshot({ ...older, version: 11 })).toBe(true);
    expect(taken()).toEqual([5]);
  });

  it('never goes back to an older snapshot', () => {
    feed.takeChanges(batch(10, 11, 7, 3));
    feed.takeSnapshot({ degraded: false, version: 10, status: '0'.repeat(480) });
    expect(taken()).toEqual([7]);
  });

  it('knows when it is behind', () => {
    expect(feed.isBehind(10)).toBe(false);
    expect(feed.isBehind(11)).toBe(true);
  });

  it('takes a map that was drawn without Redis, and Redis’s own again after it, whatever their versions', () => {
    const drawn = (version: number, seat: number) =>
      feed.takeSnapshot({ degraded: true, version, status: '3'.padStart(seat + 1, '0') });
    drawn(5, 2);
    expect(taken()).toContain(2);
    expect(feed.isDrawn).toBe(true);
    drawn(7, 3);
    drawn(6, 4); // from another process, a moment older
    expect(taken()).toContain(3);
    expect(feed.takeChanges(batch(7, 8, 9, 1))).toBe(true);
    expect(feed.isBehind(1_000)).toBe(false);
    expect(taken()).not.toContain(9);
    expect(feed.takeSnapshot({ degraded: false, version: 6, status: '0'.repeat(480) })).toBe(true);
    expect(taken()).toEqual([]);
    expect(feed.takeChanges(batch(6, 7, 9, 1))).toBe(true);
    expect(taken()).toEqual([9]);
  });
});
