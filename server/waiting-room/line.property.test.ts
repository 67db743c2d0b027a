import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { tendLine } from './admission';
import { forgetSince, openDoor, restartRedis } from './epochs.testing.redis';
import { findLineNumbers } from './lines';
import { verifyPass } from './pass-token';
import { enterLine, findPlace, finishPlace, joinLine, leaveLine, notePresent } from './places';
import { addCodes, hashOfCode } from './presale';
import { snoozePlace, wakePlace } from './snooze';
import { age, ageSeen, aLine, passTime, people, setLine } from './testing.redis';
import { readPlace } from './read-place.redis';
import { readClock } from './waiting-room.redis';
import type { PlaceView } from './waiting-room.schema';

const crowdSize = 12;
const code = 'PROPERTY';
const who = fc.nat(crowdSize - 1);
const personal = <T extends string>(weight: number, name: T) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), who }),
});
const common = <T extends string>(weight: number, name: T) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name) }),
});
const setting = <T extends string>(weight: number, name: T, ...values: number[]) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), to: fc.constantFrom(...values) }),
});
const step = fc.oneof(
  personal(3, 'join'),
  personal(1, 'leave'),
  personal(4, 'finish'),
  personal(3, 'goAway'),
  personal(3, 'comeBack'),
  personal(2, 'snooze'),
  personal(1, 'wake'),
  common(4, 'enterAll'),
  common(6, 'tick'),
  common(1, 'invitationsEnd'),
  common(1, 'passesEnd'),
  common(1, 'snoozesEnd'),
  common(1, 'remember'),
  common(1, 'crash'),
  common(1, 'outage'),
  setting(2, 'capacity', 1, 2, 3, 5),
  setting(1, 'rate', 60, 600, 1_000_000),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof Refusal)) throw error;
};
const isLive = ({ state }: PlaceView) => ['waiting', 'invited', 'inside'].includes(state);

/** A line and what must be true of it, kept beside it in the simplest way. */
class Model {
  readonly away = new Set<Account>();
  private readonly places = new Map<Account, PlaceView>();
  private readonly passes = new Map<Account, string>();
  private readonly settings = { capacity: 3, ratePerMinute: 1_000_000, presaleShare: 0.4 };
  private forget: (() => Promise<void>) | null = null;
  private hasCrashed = false;

  constructor(
    readonly line: string,
    readonly crowd: Account[],
  ) {}

  async run(taken: Step): Promise<void> {
    const { line } = this;
    const person = this.crowd['who' in taken ? taken.who : 0]!;
    const isHere = this.places.has(person) && !this.away.has(person);
    if (taken.do === 'join') await this.join(person);
    if (taken.do === 'leave') await leaveLine(person, line).catch(ignoreRefusal);
    if (taken.do === 'finish') await this.finish(person);
    if (taken.do === 'snooze' && isHere) await snoozePlace(person, line).catch(ignoreRefusal);
    if (taken.do === 'wake' && isHere) await wakePlace(person, line).catch(ignoreRefusal);
    if (taken.do === 'enterAll') await this.enterAll();
    if (taken.do === 'invitationsEnd') await age(line, 'invited', 61_000);
    if (taken.do === 'passesEnd') await age(line, 'inside', 601_000);
    if (taken.do === 'snoozesEnd') await age(line, 'snoozed', 301_000);
    if (taken.do === 'comeBack' && this.away.delete(person)) await notePresent(line, [person.id]);
    if (taken.do === 'goAway' && isHere) await this.goAway(person);
    if (taken.do === 'remember') this.forget = await forgetSince(line);
    if (taken.do === 'crash') await this.crash();
    if (taken.do === 'outage') await this.outage();
    if (taken.do === 'capacity') await this.steer({ capacity: taken.to });
    if (taken.do === 'rate') await this.steer({ ratePerMinute: taken.to });
    if (taken.do === 'tick') await this.tick();
  }

  /** Every fourth comes with a presale code. */
  private laneOf(person: Account): PlaceView['lane'] {
    return this.crowd.indexOf(person) % 4 === 0 ? 'presale' : 'general';
  }

  private async join(person: Account) {
    const before = this.places.has(person) ? await findPlace(person, this.line) : null;
    const lane = this.laneOf(person);
    const given = lane === 'presale' ? code : undefined;
    const place = await joinLine(person, this.line, undefined, given);
    this.away.delete(person);
    expect(place.lane).toBe(lane);
    // A live place keeps its number; a new one stands behind everybody of its lane.
    const others = [...this.places.values()].filter((other) => other.lane === lane);
    const last = Math.max(0, ...others.map(({ number }) => number!));
    if (before && isLive(before)) expect(place.number).toBe(before.number);
    else if (!this.hasCrashed && lane === 'presale') expect(place.number).toBe(last + 1);
    else expect(place.number).toBeGreaterThan(this.hasCrashed && lane === 'presale' ? 0 : last);
    this.places.set(person, place);
  }

  private async goAway(person: Account) {
    this.away.add(person);
    await ageSeen(this.line, person.id, 400_000);
  }

  private async steer(change: Partial<typeof this.settings>) {
    Object.assign(this.settings, change);
    await setLine(this.line, this.settings);
  }

  /** All who are called enter at once: never past the capacity, nor faster than a second's worth and the pace. */
  private async enterAll() {
    const { inside } = await findLineNumbers(this.line);
    const startedMs = await readClock();
    await Promise.all(
      this.crowd.map(async (person) => {
        const entered = await enterLine(person, this.line).catch(ignoreRefusal);
        if (entered?.pass) this.passes.set(person, verifyPass(entered.pass.token)!.passId);
      }),
    );
    const entered = (await findLineNumbers(this.line)).inside - inside;
    if (entered <= 0) return;
    expect(inside + entered).toBeLessThanOrEqual(this.settings.capacity);
    const perSecond = Math.max(1, Math.floor(this.settings.ratePerMinute / 60));
    const seconds = Math.ceil(((await readClock()) - startedMs) / 1_000);
    expect(entered).toBeLessThanOrEqual(perSecond * (1 + seconds));
  }

  private async finish(person: Account) {
    const passId = this.passes.get(person);
    if (passId) await finishPlace({ scheduleId: this.line, accountId: person.id, passId });
  }

  /** Redis comes back as it was remembered, or with all it had; who is there shows the join token, as the page does. */
  private async crash() {
    const before = await this.look();
    await this.forget?.();
    this.hasCrashed ||= this.forget !== null;
    this.forget = null;
    await restartRedis(this.line);
    await this.steer({});
    for (const [person, place] of before) {
      const after = await findPlace(person, this.line, place.joinToken);
      if (!isLive(place)) continue;
      expect(isLive(after)).toBe(true);
      expect(after.lane).toBe(place.lane);
      // An older place of theirs that was called up comes back as that: nobody stands further back.
      if (place.lane === 'general') expect(after.number).toBeLessThanOrEqual(place.number!);
      this.places.set(person, after);
    }
    await tendLine(this.line);
    await openDoor(this.line);
  }

  /** Redis is out of reach for over a minute, or no worker is there: who was called still is. */
  private async outage() {
    const before = await this.look();
    await passTime(this.line, 70_000);
    await tendLine(this.line);
    const after = await this.look();
    for (const [person, { state }] of before)
      if (state === 'invited') expect(after.get(person)!.state).toBe('invited');
  }

  /** Nobody who is there and awake is left waiting behind a smaller number of the lane than somebody who was called. */
  private async tick() {
    const before = await this.look();
    await tendLine(this.line);
    const after = await this.look();
    for (const lane of ['general', 'presale'] as const) {
      const ofLane = [...after].filter(([, place]) => place.lane === lane);
      const called = ofLane.filter(
        ([person, { state }]) => state === 'invited' && before.get(person)?.state === 'waiting',
      );
      const highest = Math.max(0, ...called.map(([, { number }]) => number!));
      for (const [, { state, number, snoozedUntil }] of ofLane)
        if (state === 'waiting' && !snoozedUntil) expect(number).toBeGreaterThan(highest);
    }
  }

  /** The places of those who are there: looking at the others would be a sign of life of theirs. */
  private async look(): Promise<Map<Account, PlaceView>> {
    const present = [...this.places.keys()].filter((person) => !this.away.has(person));
    const found = await Promise.all(
      present.map(async (person) => {
        const known = await readPlace(this.line, person.id);
        return known ? ([[person, await findPlace(person, this.line)]] as const) : [];
      }),
    );
    return new Map(found.flat());
  }
}

test('whatever people do, order, capacity and numbers hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const line = await aLine({ capacity: 3, ratePerMinute: 1_000_000, presaleShare: 0.4 });
      await addCodes(line, [{ codeHash: hashOfCode(code), usesMax: crowdSize }]);
      const model = new Model(line, people(crowdSize));
      for (let person = 0; person < crowdSize; person++)
        await model.run({ do: 'join', who: person });
      for (const taken of steps) await model.run(taken);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 15_000 },
  );
}, 60_000);
