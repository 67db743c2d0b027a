import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock';

const header = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toUTCString();

describe('the server clock', () => {
  it('is the device clock until a server has answered', () => {
    const clock = new ServerClock();
    clock.observe(null, 0, 10);
    clock.observe('not a date', 0, 10);
    expect(clock.offsetMs).toBe(0);
  });

  it('narrows an offset of hours to under 60 ms from a handful of answers', () => {
    const clock = new ServerClock();
    const offset = 7_200_123;
    for (let i = 0; i < 12; i++) {
      const sent = 1_000_000 + i * 1_090;
      clock.observe(header(sent + 20 + offset), sent, sent + 40);
    }
    expect(Math.abs(clock.offsetMs - offset)).toBeLessThan(60);
  });

  it('follows the newest answer when the device clock was set meanwhile', () => {
    const clock = new ServerClock();
    clock.observe(header(1_000_000), 1_000_000, 1_000_020);
    clock.observe(header(1_005_000), 5_000, 5_020);
    expect(Math.abs(clock.offsetMs - 1_000_000)).toBeLessThanOrEqual(1000);
  });
});
