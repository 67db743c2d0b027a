import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { tendLine } from './admission';
import { aLine, invitedTickets, passTime, people } from './testing.redis';
import { endInRedis, enterInRedis, joinInRedis } from './waiting-room.redis';

const stepMs = 250;

/**
 * A line that is lived through in steps of a tick: who is called comes in after some seconds or, every so often,
 * never; who is inside is done after `insideMs`. Returns when people entered.
 */
async function live(
  line: string,
  { crowd, lastsMs, insideMs, isGhost, comesAfterMs }: Behaviour,
): Promise<number[]> {
  const accounts = people(crowd);
  await Promise.all(accounts.map((account) => joinInRedis(line, account)));
  const called = new Map<string, number>();
  const inside: { account: string; passId: string; untilMs: number }[] = [];
  const entries: number[] = [];
  for (let nowMs = 0; nowMs < lastsMs; nowMs += stepMs) {
    await tendLine(line);
    for (const ticket of await invitedTickets(line))
      if (!called.has(ticket)) called.set(ticket, nowMs);
    const due = [...called].filter(
      ([ticket, at]) => !isGhost(Number(ticket)) && nowMs >= at + comesAfterMs(Number(ticket)),
    );
    for (const [ticket] of due) {
      const account = accounts[Number(ticket) - 1]!.id;
      const { status, ms, passId } = await enterInRedis(line, account, newId());
      if (status === 'entered') {
        entries.push(nowMs);
        inside.push({ account, passId, untilMs: nowMs + insideMs });
      }
      // Who is told to wait asks again, as the page does.
      if (status === 'entered' || status === 'lapsed') called.set(ticket, Infinity);
      else called.set(ticket, nowMs + Math.max(1_000, ms) - comesAfterMs(Number(ticket)));
    }
    while (inside[0] && inside[0].untilMs <= nowMs) {
      const { account, passId } = inside.shift()!;
      await endInRedis(line, account, { doneWith: passId });
    }
    await passTime(line, stepMs);
  }
  return entries;
}

type Behaviour = {
  crowd: number;
  lastsMs: number;
  insideMs: number;
  isGhost(ticket: number): boolean;
  comesAfterMs(ticket: number): number;
};

const countIn = (entries: number[], from: number, to: number) =>
  entries.filter((at) => at >= from && at < to).length;

test('with 40 % ghosts people come in at 90 % of the rate and more, and never above it', async () => {
  const ratePerMinute = 600;
  const line = await aLine({ ratePerMinute, capacity: 700 });
  const lastsMs = 240_000;
  const entries = await live(line, {
    crowd: 5_000,
    lastsMs,
    insideMs: 60_000,
    isGhost: (ticket) => (ticket * 7) % 10 < 4,
    comesAfterMs: (ticket) => 1_000 + ((ticket * 7_919) % 9_000),
  });
  expect(countIn(entries, lastsMs - 120_000, lastsMs)).toBeGreaterThan(0.9 * ratePerMinute * 2);
  for (const at of entries) {
    expect(countIn(entries, at, at + 60_000)).toBeLessThanOrEqual(ratePerMinute);
    expect(countIn(entries, at, at + 1_000)).toBeLessThanOrEqual(ratePerMinute / 60);
  }
}, 120_000);
