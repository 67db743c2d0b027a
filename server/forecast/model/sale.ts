import { inviteMs } from '@/server/waiting-room/waiting-room.schema';
import { type Bound, type Fate, followedMs, type Scenario } from '../forecast.schema';
import { Door } from './door';
import { type EarlyShares, Habits } from './habits';
import { Invitations, tickMs } from './invitations';
import { Line } from './line';
import { fate, People } from './people';
import type { Dice } from './random';
import { type Point, Tally } from './tally';
import { Wheel } from './wheel';

/** What can be ahead of a person. */
const next = { ask: 1, enter: 2, choose: 3, pay: 4, giveBack: 5, leave: 6, cancel: 7 } as const;

/** Somebody who is told that all slots are taken asks again after this long (`enter-line`). */
const fullAgainMs = 1_000;
/** How fast seats go is known from about this long. */
const paceMs = 2_500;

/** What one seed's sale came to. Times are ms from the opening. */
export type SaleOutcome = {
  /** When the last seat was paid; null when it never was. */
  sellOutMs: number | null;
  /** When first no seat was free. */
  emptiedMs: number | null;
  seatsSold: number;
  /** How many were in the draw. */
  drawn: number;
  fates: Record<Fate, number>;
  bound: Bound;
  tally: Tally;
};

/** Kept from one seed to the next, so that 200 of them make little garbage. */
export type Stage = { wheel: Wheel; people: People };
export const newStage = (): Stage => ({ wheel: new Wheel(), people: new People() });

/**
 * One sale with one crowd, as a discrete-event simulation: an event wheel by the ticks of the admission controller
 * (250 ms). The line is called up by `Invitations`, which does what the controller's script does; `Door` is the script
 * that lets people in; inside, people choose, lose, hold, pay, or go. No clock, and no chance but `dice`.
 */
export class Sale {
  private readonly line: Line;
  private readonly habits: Habits;
  private readonly door: Door;
  private readonly invitations: Invitations;
  private readonly tally = new Tally();
  private readonly wheel: Wheel;
  private readonly people: People;
  private tick = 0;
  private inside = 0;
  /** Who has an instant at which they come in. */
  private booked = 0;
  private held = 0;
  private sold = 0;
  /** Seats a second that others take, lately. */
  private takenPerSecond = 0;
  private takenInTick = 0;
  private emptiedMs: number | null = null;
  private heldWhenEmptied = 0;
  private sellOutMs: number | null = null;
  /** For how long no seat was free, in all. */
  private emptyMs = 0;
  /** Who had gone by the time that their turn came, and those of them who went because nothing was free. */
  private gone = { all: 0, tired: 0 };

  constructor(
    private readonly scenario: Scenario,
    dice: Dice,
    stage: Stage,
  ) {
    this.line = new Line(scenario, dice);
    this.habits = new Habits(scenario, dice);
    this.door = new Door(scenario.ratePerMinute, scenario.fans);
    this.invitations = new Invitations(scenario);
    this.wheel = stage.wheel;
    this.people = stage.people;
    this.wheel.clear();
    this.people.count = 0;
  }

  run(): SaleOutcome {
    const ticks = followedMs / tickMs;
    for (; this.tick <= ticks && this.sellOutMs === null; this.tick++) {
      this.invitations.age(this.tick);
      this.wheel.run(this.tick, this.happen);
      if (this.sellOutMs === null) this.callUp();
      this.watchSeats();
      this.tally.see(this.tick, this.point);
      if (this.wheel.isEmpty && this.line.nextMs() === Infinity) break;
    }
    return this.outcome();
  }

  private get free(): number {
    return this.scenario.seats - this.held - this.sold;
  }

  private watchSeats(): void {
    const taken = (this.takenInTick * 1_000) / tickMs;
    this.takenPerSecond += (taken - this.takenPerSecond) * (tickMs / paceMs);
    this.takenInTick = 0;
    if (this.free === 0) this.emptyMs += tickMs;
  }

  private readonly point = (atMs: number): Point => {
    const { emptyPatienceMs } = this.scenario;
    const still = emptyPatienceMs === null ? 1 : Math.exp(-this.emptyMs / emptyPatienceMs);
    const waiting = Math.round(this.line.present(atMs) * still);
    return { atMs, waiting, inside: this.inside, sold: this.sold };
  };

  /** One tick of the admission controller. */
  private callUp(): void {
    const nowMs = this.tick * tickMs;
    const { line, invitations } = this;
    const wanted = invitations.wanted(this.inside);
    const early = this.habits.early(nowMs, this.emptyMs);
    let called = 0;
    while (called < wanted && line.nextMs() <= nowMs)
      if (line.isEarly ? this.callEarly(nowMs, early) : this.callFollower(nowMs)) called++;
    if (this.emptiedMs !== null) return;
    const isShort = called < wanted || line.nextMs() > nowMs;
    this.tally.bound[isShort ? 'demand' : invitations.limit]++;
  }

  /**
   * The next of those who were there by the opening. All of them are alike, so those who are gone by now are passed
   * over in one step, as many as chance has it. False when nobody was left to call.
   */
  private callEarly(nowMs: number, { there, ghosts, tired }: EarlyShares): boolean {
    const { line, habits, gone } = this;
    const skipped = line.skip(there + ghosts);
    gone.all += skipped;
    gone.tired += skipped * tired;
    if (!line.isEarly) return false;
    const place = line.take(nowMs);
    if (habits.isGhost(place, ghosts / (there + ghosts))) {
      gone.all++;
      gone.tired += tired;
      this.invitations.invite(this.tick);
    } else this.invite(place, 0);
    return true;
  }

  /** Gives who came after the opening their turn. False of who is passed over: that costs no invitation. */
  private callFollower(nowMs: number): boolean {
    const { line, habits, gone } = this;
    const since = line.nextMs();
    const place = line.take(nowMs);
    const goneMs = habits.goneFor(place, nowMs - since);
    const isTired = habits.tiredOfEmpty(place, Math.min(this.emptyMs, nowMs - since));
    if (goneMs === null && !isTired) {
      this.invite(place, since);
      return true;
    }
    gone.all++;
    if (goneMs === null) gone.tired++;
    const isInvited = habits.isSilent(place) && (goneMs ?? 0) <= habits.graceMs;
    if (isInvited) this.invitations.invite(this.tick);
    return isInvited;
  }

  private invite(place: number, since: number): void {
    const { habits, people, tick } = this;
    this.invitations.invite(tick);
    const person = people.add(place, since);
    people.invitedAt[person] = tick;
    const after = habits.entersAfter(place);
    if (habits.answers(place) && after < inviteMs - tickMs)
      this.wheel.set(person, next.ask, tick * tickMs + after, tick);
    else people.fate[person] = fate.lapsed;
  }

  private readonly happen = (person: number, kind: number, atMs: number): void => {
    if (this.sellOutMs !== null) return;
    if (kind === next.ask) this.ask(person, atMs);
    else if (kind === next.enter) this.enter(person, atMs);
    else if (kind === next.choose) this.choose(person, atMs);
    else if (kind === next.pay) this.pay(person, atMs);
    else if (kind === next.giveBack) this.giveBack(person, atMs);
    else if (kind === next.leave) this.inside--;
    else this.cancel(person);
  };

  /** At the door, for the first time or again. */
  private ask(person: number, atMs: number): void {
    const { people, invitations } = this;
    const invitedAt = people.invitedAt[person]!;
    if (invitedAt >= 0) {
      invitations.ask(invitedAt, this.tick, atMs - invitedAt * tickMs);
      people.invitedAt[person] = -1;
    }
    if (this.inside + this.booked >= this.scenario.capacity)
      return this.wheel.set(person, next.ask, atMs + fullAgainMs, this.tick);
    this.booked++;
    const comesAt = this.door.book(atMs);
    if (comesAt <= this.tick * tickMs) this.enter(person, comesAt);
    else this.wheel.set(person, next.enter, comesAt, this.tick);
  }

  private enter(person: number, atMs: number): void {
    const { people, tally } = this;
    this.booked--;
    this.inside++;
    this.invitations.enter(this.tick);
    tally.entered(atMs - people.since[person]!, this.inside);
    people.passEnd[person] = atMs + this.scenario.passMs;
    this.chooseAt(person, atMs + this.habits.choosesFor(people.place[person]!));
  }

  /** Whoever is not done by then lapses with their pass. */
  private chooseAt(person: number, atMs: number): void {
    if (atMs < this.people.passEnd[person]!) this.wheel.set(person, next.choose, atMs, this.tick);
    else this.lapse(person);
  }

  private lapse(person: number): void {
    this.people.fate[person] = fate.lapsed;
    this.wheel.set(person, next.leave, this.people.passEnd[person]!, this.tick);
  }

  private choose(person: number, atMs: number): void {
    const { people, habits } = this;
    const place = people.place[person]!;
    const { free } = this;
    const seats = Math.min(habits.wants(place), free);
    const isFirst = people.looks[person] === 0 && people.losses[person] === 0;
    if (isFirst && habits.leaves(place)) return this.go(person, atMs, fate.left);
    if (seats === 0) return this.lookAgain(person, atMs);
    if (habits.loses(place, seats, free, this.takenPerSecond, people.losses[person]!))
      return this.tryAgain(person, atMs);
    people.seats[person] = seats;
    this.held += seats;
    this.takenInTick += seats;
    if (seats === free) this.noticeEmpty(atMs);
    this.checkOut(person, atMs);
  }

  private noticeEmpty(atMs: number): void {
    if (this.emptiedMs !== null) return;
    this.emptiedMs = atMs;
    this.heldWhenEmptied = this.held;
  }

  private lookAgain(person: number, atMs: number): void {
    const { people, habits, scenario } = this;
    if (habits.staysInside(people.place[person]!, people.looks[person]!++))
      this.chooseAt(person, atMs + scenario.lookAgainMs);
    else this.go(person, atMs, fate.soldOut);
  }

  /** Seats were lost, or a hold ran out. */
  private tryAgain(person: number, atMs: number): void {
    const { people, habits } = this;
    const losses = ++people.losses[person]!;
    if (losses > this.scenario.retriesMax) return this.go(person, atMs, fate.left);
    this.chooseAt(person, atMs + habits.rechoosesFor(people.place[person]!, losses));
  }

  /** With seats in hand. Half of the time goes before the reservation, which the hold has to last for, half after it. */
  private checkOut(person: number, atMs: number): void {
    const { people, habits, scenario, wheel, tick } = this;
    const place = people.place[person]!;
    const holdEnd = Math.min(atMs + scenario.holdMs, people.passEnd[person]!);
    if (habits.abandons(place)) {
      const wholeMs = holdEnd - atMs;
      const keptMs = habits.isSilentWithSeats(place) ? wholeMs : habits.partOf(place, wholeMs);
      people.fate[person] = fate.left;
      return wheel.set(person, next.giveBack, atMs + keptMs, tick);
    }
    const half = habits.paysAfter(place) / 2;
    if (atMs + half >= holdEnd) wheel.set(person, next.giveBack, holdEnd, tick);
    else if (half >= scenario.reservationMs)
      wheel.set(person, next.giveBack, atMs + half + scenario.reservationMs, tick);
    else wheel.set(person, next.pay, atMs + half * 2, tick);
  }

  private pay(person: number, atMs: number): void {
    const { people, habits, scenario, wheel } = this;
    const seats = people.seats[person]!;
    this.held -= seats;
    this.sold += seats;
    this.inside--;
    this.tally.orders.add();
    people.fate[person] = fate.ticket;
    if (this.sold === scenario.seats) this.sellOutMs = atMs;
    const after = habits.cancelsAfter(people.place[person]!);
    if (after !== null) wheel.set(person, next.cancel, atMs + after, this.tick);
  }

  /** Seats come back unpaid. */
  private giveBack(person: number, atMs: number): void {
    const { people } = this;
    this.held -= people.seats[person]!;
    people.seats[person] = 0;
    if (people.fate[person] !== fate.left) return this.tryAgain(person, atMs);
    this.freeSlot(person, atMs, this.habits.isSilentWithSeats(people.place[person]!));
  }

  /** Goes for good, without seats. */
  private go(person: number, atMs: number, end: number): void {
    const { people, habits } = this;
    people.fate[person] = end;
    this.freeSlot(person, atMs, habits.isSilent(people.place[person]!));
  }

  /** Who says nothing keeps their slot until the pass ends. */
  private freeSlot(person: number, atMs: number, isSilent: boolean): void {
    const until = this.people.passEnd[person]!;
    if (isSilent && until > atMs) this.wheel.set(person, next.leave, until, this.tick);
    else this.inside--;
  }

  private cancel(person: number): void {
    this.sold -= this.people.seats[person]!;
    this.people.seats[person] = 0;
    this.people.fate[person] = fate.left;
  }

  private outcome(): SaleOutcome {
    const { people, line, tally, sellOutMs, emptiedMs } = this;
    const ends = new Int32Array(5);
    for (let person = 0; person < people.count; person++) ends[people.fate[person]!]!++;
    const [open, ticket, left, lapsed, soldOut] = [...ends] as [
      number,
      number,
      number,
      number,
      number,
    ];
    const rest = line.unreached(Math.min(this.tick * tickMs, followedMs));
    const told = open + rest.present + rest.later;
    const isSoldOut = sellOutMs !== null;
    const tired = Math.round(this.gone.tired);
    const fates = {
      ticket,
      left: left + this.gone.all - tired + rest.left,
      lapsed,
      soldOut: soldOut + tired + (isSoldOut ? told : 0),
      waiting: isSoldOut ? 0 : told,
    };
    const seatsSold = this.sold;
    const { drawn } = line;
    return { sellOutMs, emptiedMs, seatsSold, drawn, fates, bound: this.boundBy(), tally };
  }

  /** Counted until no seat was free. Where most of them were unpaid by then, letting in more would have sold no more. */
  private boundBy(): Bound {
    if (this.heldWhenEmptied > this.scenario.seats / 2) return 'stock';
    const { rate, capacity, demand } = this.tally.bound;
    if (rate >= capacity && rate >= demand) return 'rate';
    return capacity >= demand ? 'capacity' : 'demand';
  }
}
