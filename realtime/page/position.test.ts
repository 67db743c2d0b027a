import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { tendLine } from '@/server/waiting-room/admission';
import { findLine } from '@/server/waiting-room/lines';
import { findPlace, joinLine, leaveLine } from '@/server/waiting-room/places';
import { aLine, invitedTickets, people } from '@/server/waiting-room/testing.redis';
import type { QueueTick } from '../protocol';
import { peopleAhead } from './position';
import { type PageState, screenOf, startState, takePlace, takeTick } from './state';

const size = 2_000;
/** At 1,700 a minute about two seconds of a sale. */
const invitedARound = 60;
const rounds = 26;
/** A line this short is recounted every five seconds, give or take a quarter. */
const roundsARecount = 3;

/** The same every time: what fails once fails again. */
function aDice(seed: number) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Everybody's truth, which no page knows: who still waits, by number. */
class Crowd {
  readonly everybody = people(size);
  private readonly waits = new Set(this.everybody.keys());
  private readonly dice = aDice(20_261_122);

  constructor(readonly line: string) {}

  async join(): Promise<void> {
    for (const person of this.everybody) await joinLine(person, this.line);
  }

  ahead = (number: number) => [...this.waits].filter((index) => index < number - 1).length;
  person = (number: number): Account => this.everybody[number - 1]!;
  isWaiting = (number: number) => this.waits.has(number - 1);

  /** Some leave, the further back the likelier, so that no share of the line holds for all of it. */
  async someLeave(kept: Set<number>): Promise<void> {
    const going = [...this.waits].filter(
      (index) => !kept.has(index + 1) && this.dice() < (0.034 * index) / size,
    );
    await Promise.all(going.map((index) => leaveLine(this.everybody[index]!, this.line)));
    for (const index of going) this.waits.delete(index);
  }

  /** The next are called; each decides at once, so that the slots are free for the round after. */
  async someAreCalled(): Promise<void> {
    await tendLine(this.line);
    const called = (await invitedTickets(this.line)).map((ticket) => Number(ticket) - 1);
    for (const index of called) this.waits.delete(index);
    await Promise.all(called.map((index) => leaveLine(this.everybody[index]!, this.line)));
  }

  get left() {
    return this.waits.size;
  }
}

async function tickOf(line: string): Promise<QueueTick> {
  const { cursor, issued, waiting, movedPerMinute, serverNow } = await findLine(line);
  return [cursor, issued, waiting, movedPerMinute, Date.parse(serverNow)];
}

test('while 30 % leave, most of them from the back, every page is within 1 % of the line or 10 places, and only falls', async () => {
  const crowd = new Crowd(await aLine({ capacity: invitedARound }));
  await crowd.join();
  const numbers = Array.from({ length: 20 }, (_, i) => (i + 1) * (size / 20));
  const pages = new Map<number, PageState>(numbers.map((number) => [number, startState()]));
  let byNumbersAlone = 0;
  for (let round = 0; round < rounds; round++) {
    await crowd.someLeave(new Set(numbers));
    await crowd.someAreCalled();
    const tick = await tickOf(crowd.line);
    for (const [number, page] of pages) {
      if (!crowd.isWaiting(number)) continue;
      const before = page.ahead ?? Infinity;
      if (round % roundsARecount === 0)
        takePlace(page, await findPlace(crowd.person(number), crowd.line));
      else takeTick(page, tick);
      const error = Math.abs(page.ahead! - crowd.ahead(number));
      expect(error, `number ${number}, round ${round}`).toBeLessThanOrEqual(
        Math.max(10, crowd.left / 100),
      );
      expect(page.ahead!).toBeLessThanOrEqual(before);
      expect(screenOf(page)).toBe('waiting');
      byNumbersAlone = Math.max(byNumbersAlone, number - tick[0] - 1 - crowd.ahead(number));
    }
  }
  // The control: whoever counts numbers is wrong by hundreds.
  expect(byNumbersAlone).toBeGreaterThan(200);
}, 60_000);

const anchor = { number: 1_001, ahead: 700, cursor: 0, issued: 2_000, waiting: 1_400 };

test('numbers that come up count as the share of people among them', () => {
  expect(peopleAhead(anchor, { cursor: 500, issued: 2_000, waiting: 1_050 })).toBe(350);
});

test('who joins behind makes nobody longer', () => {
  expect(peopleAhead(anchor, { cursor: 0, issued: 5_000, waiting: 4_400 })).toBe(700);
});

test('who left since is ahead as often as who left before', () => {
  // 300 of the 600 who were gone were ahead, and half of those 140 who went since.
  expect(peopleAhead(anchor, { cursor: 0, issued: 2_000, waiting: 1_260 })).toBe(630);
  const back = { ...anchor, ahead: 900 };
  expect(peopleAhead(back, { cursor: 0, issued: 2_000, waiting: 1_260 })).toBe(875);
});

test('there are never more people ahead than numbers, and none before the next one', () => {
  expect(
    peopleAhead({ ...anchor, ahead: 5_000 }, { cursor: 990, issued: 2_000, waiting: 900 }),
  ).toBe(10);
  expect(peopleAhead(anchor, { cursor: 1_000, issued: 2_000, waiting: 700 })).toBe(0);
  expect(peopleAhead(anchor, { cursor: 1_400, issued: 2_000, waiting: 300 })).toBe(0);
});
