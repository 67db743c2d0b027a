import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { tendLine } from './admission';
import { findLineNumbers } from './lines';
import { verifyPass } from './pass-token';
import { enterLine, findPlace, finishPlace, joinLine, leaveLine, notePresent } from './places';
import { age, ageSeen, aLine, people, setLine } from './testing.redis';
import type { PlaceView } from './waiting-room.schema';

const crowdSize = 12;
const who = fc.nat(crowdSize - 1);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enterAll' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('finish' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('goAway' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('comeBack' as const), who }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lapse' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resize' as const),
      to: fc.integer({ min: 1, max: 5 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof Refusal)) throw error;
};

/** A line and what must be true of it, kept beside it in the simplest way. */
class Model {
  readonly away = new Set<Account>();
  private readonly numbers = new Map<Account, number>();
  private readonly passes = new Map<Account, string>();
  capacity = 3;

  constructor(
    readonly line: string,
    readonly crowd: Account[],
  ) {}

  async run(taken: Step): Promise<void> {
    const { line } = this;
    const person = this.crowd['who' in taken ? taken.who : 0]!;
    if (taken.do === 'join') await this.join(person);
    if (taken.do === 'leave') await leaveLine(person, line).catch(ignoreRefusal);
    if (taken.do === 'finish') await this.finish(person);
    if (taken.do === 'enterAll') await this.enterAll();
    if (taken.do === 'lapse') await age(line, 'invited', 61_000);
    if (taken.do === 'comeBack' && this.away.delete(person)) await notePresent(line, [person.id]);
    if (taken.do === 'goAway' && this.numbers.has(person)) {
      this.away.add(person);
      await ageSeen(line, person.id, 200_000);
    }
    if (taken.do === 'resize') {
      this.capacity = taken.to;
      await setLine(line, { capacity: taken.to, ratePerMinute: 1_000_000 });
    }
    if (taken.do === 'tick') await this.tick();
  }

  private async join(person: Account) {
    const before = this.numbers.has(person) ? await findPlace(person, this.line) : null;
    const place = await joinLine(person, this.line);
    this.away.delete(person);
    // A live place keeps its number; a new one stands behind everybody.
    const isLive = before && ['waiting', 'invited', 'inside'].includes(before.state);
    const last = Math.max(0, ...this.numbers.values());
    expect(place.number).toBe(isLive ? before.number : last + 1);
    this.numbers.set(person, place.number!);
  }

  /** All who are called enter at once. */
  private async enterAll() {
    const { inside } = await findLineNumbers(this.line);
    await Promise.all(
      this.crowd.map(async (person) => {
        const entered = await enterLine(person, this.line).catch(ignoreRefusal);
        if (entered?.pass) this.passes.set(person, verifyPass(entered.pass.token)!.passId);
      }),
    );
    const after = (await findLineNumbers(this.line)).inside;
    if (after > inside) expect(after).toBeLessThanOrEqual(this.capacity);
  }

  private async finish(person: Account) {
    const passId = this.passes.get(person);
    if (passId) await finishPlace({ scheduleId: this.line, accountId: person.id, passId });
  }

  /** Nobody who is present is left waiting behind a smaller number than somebody who was called. */
  private async tick() {
    const before = await this.places();
    await tendLine(this.line);
    const after = await this.places();
    const called = [...after].filter(
      ([person, { state }]) => state === 'invited' && before.get(person)?.state === 'waiting',
    );
    const highest = Math.max(0, ...called.map(([, { number }]) => number!));
    for (const [person, { state, number }] of after) {
      if (state === 'waiting' && !this.away.has(person)) expect(number).toBeGreaterThan(highest);
    }
  }

  /** Looks without being seen: asking counts as presence, so who is away is sent away again. */
  private async places(): Promise<Map<Account, PlaceView>> {
    const present = [...this.numbers.keys()].filter((person) => !this.away.has(person));
    const found = await Promise.all(
      present.map(async (person) => [person, await findPlace(person, this.line)] as const),
    );
    return new Map(found);
  }
}

test('whatever people do, order, capacity and numbers hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const line = await aLine({ capacity: 3, ratePerMinute: 1_000_000 });
      const model = new Model(line, people(crowdSize));
      for (let person = 0; person < crowdSize; person++)
        await model.run({ do: 'join', who: person });
      for (const taken of steps) await model.run(taken);
    }),
    { numRuns: 40 },
  );
}, 60_000);
