import { expect, test } from 'vitest';
import { untilDoor } from '@/realtime/page/door';
import { newId } from '@/server/platform/id';
import { tendLine } from './admission';
import { aLine, invitedTickets, passTime, people } from './testing.redis';
import { joinInRedis } from './join-line.redis';
import { finishInRedis, enterInRedis, readClock } from './waiting-room.redis';

const stepMs = 250;
const passMs = 600_000;

/**
 * A line that is lived through in steps of a tick: who is called comes in after some seconds or, every
 * so often, never; who is inside is done after `insideMs`. Returns when people entered, by the line's own clock, and when
 * somebody asked at the door.
 */
async function live(line: string, behaviour: Behaviour): Promise<Lived> {
  const { crowd, lastsMs, insideMs, isGhost, comesAfterMs } = behaviour;
  const accounts = people(crowd);
  await Promise.all(accounts.map((account) => joinInRedis(line, account)));
  const startedMs = await readClock();
  const comesAt = new Map<string, number>();
  const inside: { account: string; passId: string; untilMs: number }[] = [];
  const entries: number[] = [];
  const asks: number[] = [];
  let passedMs = 0;
  const readNow = async () => (await readClock()) - startedMs + passedMs;
  for (;;) {
    const nowMs = await readNow();
    if (nowMs >= lastsMs) return { entries, asks };
    await tendLine(line);
    for (const ticket of await invitedTickets(line)) {
      if (comesAt.has(ticket)) continue;
      const number = Number(ticket);
      comesAt.set(ticket, isGhost(number) ? Infinity : nowMs + comesAfterMs(number));
    }
    for (const [ticket, at] of comesAt) {
      if (at > nowMs) continue;
      const number = Number(ticket);
      const account = accounts[number - 1]!.id;
      asks.push(nowMs);
      const { status, ms, passId } = await enterInRedis(line, account, newId());
      // Who is told to wait asks again, as the page does.
      const again = status === 'full' || status === 'busy';
      const waitMs = untilDoor(ms, () => ((number * 31) % 100) / 100);
      comesAt.set(ticket, again ? nowMs + waitMs : Infinity);
      if (status !== 'entered') continue;
      entries.push(ms - passMs - startedMs + passedMs);
      inside.push({ account, passId, untilMs: nowMs + insideMs });
    }
    while (inside[0] && inside[0].untilMs <= nowMs) {
      const { account, passId } = inside.shift()!;
      await finishInRedis(line, [{ accountId: account, passId }]);
    }
    const restMs = Math.max(0, nowMs + stepMs - (await readNow()));
    await passTime(line, restMs);
    passedMs += restMs;
  }
}

type Lived = { entries: number[]; asks: number[] };

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
  const line = await aLine({ ratePerMinute, capacity: 700, passMs });
  const lastsMs = 180_000;
  const { entries } = await live(line, {
    crowd: 4_000,
    lastsMs,
    insideMs: 60_000,
    isGhost: (ticket) => (ticket * 7) % 10 < 4,
    comesAfterMs: (ticket) => 1_000 + ((ticket * 7_919) % 9_000),
  });
  expect(countIn(entries, lastsMs - 90_000, lastsMs)).toBeGreaterThan(0.9 * ratePerMinute * 1.5);
  for (const at of entries) {
    expect(countIn(entries, at, at + 60_000)).toBeLessThanOrEqual(ratePerMinute);
    for (const seconds of [0.001, 1, 10])
      expect(countIn(entries, at, at + seconds * 1_000)).toBeLessThanOrEqual(
        ((seconds + 1) * ratePerMinute) / 60,
      );
  }
}, 120_000);

test('a crowd at the door asks about once a turn, and goes in no slower for it', async () => {
  const ratePerMinute = 600;
  const line = await aLine({ ratePerMinute, capacity: 3_000, passMs });
  const lastsMs = 150_000;
  const { entries, asks } = await live(line, {
    crowd: 4_000,
    lastsMs,
    insideMs: lastsMs,
    // So many who never come are made up for, and then everybody who is called comes.
    isGhost: (ticket) => ticket < 800 && ticket % 2 === 0,
    comesAfterMs: (ticket) => 1_000 + ((ticket * 7_919) % 4_000),
  });
  const from = lastsMs - 60_000;
  const entered = countIn(entries, from, lastsMs);
  expect(entered).toBeGreaterThan(0.95 * ratePerMinute);
  expect(countIn(asks, from, lastsMs) / entered).toBeLessThan(3);
}, 120_000);
