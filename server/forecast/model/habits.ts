import { presenceGraceMs } from '@/server/waiting-room/waiting-room.schema';
import type { Scenario } from '../forecast.schema';
import { type Dice, exponential, logNormal } from './random';

/** Uses of a person's chance. Those that repeat go up from theirs. */
const uses = {
  patience: 1,
  noShow: 2,
  enter: 3,
  silent: 4,
  takes: 5,
  choose: 6,
  pay: 7,
  abandon: 8,
  giveBack: 9,
  cancel: 10,
  cancelAfter: 11,
  emptyPatience: 12,
  leave: 13,
  map: 14,
  silentAbandon: 15,
  ghost: 16,
  lost: 1_000,
  rechoose: 10_000,
  look: 100_000,
};

/** Shares of those who were there at the opening. */
export type EarlyShares = {
  there: number;
  /** Who closed the page so lately that the line cannot know. */
  ghosts: number;
  /** Of all who went: who did because nothing was free. */
  tired: number;
};

/** What one person of a crowd does, by chance. Durations are ms. */
export class Habits {
  private readonly entering: (chance: number) => number;
  private readonly choosing: (chance: number) => number;
  private readonly rechoosing: (chance: number) => number;
  private readonly paying: (chance: number) => number;
  /** Cumulative shares of who wants 1, 2, … seats. */
  private readonly takes: number[];
  private readonly lookingOn: number;
  /**
   * For how long who closed the page counts as there (`presence.lua`): the more people were ahead, the longer. Ahead
   * were as many as had their turn since.
   */
  readonly graceMs: number;

  constructor(
    private readonly scenario: Scenario,
    private readonly dice: Dice,
  ) {
    const { spread, takes, lookAgainMs, insidePatienceMs } = scenario;
    const { least, most, perPersonAhead } = presenceGraceMs;
    const slope = (scenario.ratePerMinute / 60_000) * perPersonAhead;
    this.graceMs = slope < 1 ? Math.min(most, least / (1 - slope)) : most;
    this.lookingOn = Math.exp(-lookAgainMs / insidePatienceMs);
    this.entering = logNormal(scenario.enterMs, spread);
    this.choosing = logNormal(scenario.chooseMs, spread);
    this.rechoosing = logNormal(scenario.rechooseMs, spread);
    this.paying = logNormal(scenario.payMs, spread);
    const all = takes.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.takes = takes.map((weight) => (sum += weight) / all);
  }

  /** Who gave up before their turn came, `waitedMs` after they began to wait: since when, else null. */
  goneFor(place: number, waitedMs: number): number | null {
    const { patienceMs } = this.scenario;
    if (patienceMs === null) return null;
    const goneMs = waitedMs - exponential(patienceMs, this.dice(place, uses.patience));
    return goneMs > 0 ? goneMs : null;
  }

  /** Went home because the page had said for too long that nothing is free. */
  tiredOfEmpty(place: number, emptyMs: number): boolean {
    const { emptyPatienceMs } = this.scenario;
    if (emptyPatienceMs === null || emptyMs <= 0) return false;
    return exponential(emptyPatienceMs, this.dice(place, uses.emptyPatience)) < emptyMs;
  }

  /** Goes without a word: closes the page in place of pressing the button that gives all back. */
  isSilent(place: number): boolean {
    return this.dice(place, uses.silent) < this.scenario.silentShare;
  }

  isSilentWithSeats(place: number): boolean {
    return this.dice(place, uses.silentAbandon) < this.scenario.silentAbandonShare;
  }

  /** Of those who were there at the opening, `nowMs` later, with so much of it without a free seat. */
  early(nowMs: number, emptyMs: number): EarlyShares {
    const { patienceMs, emptyPatienceMs, silentShare } = this.scenario;
    const before = Math.max(0, nowMs - this.graceMs);
    const emptyBefore = Math.max(0, emptyMs - this.graceMs);
    const impatience = patienceMs === null ? 0 : 1 / patienceMs;
    const tiredness = emptyPatienceMs === null ? 0 : 1 / emptyPatienceMs;
    const there = Math.exp(-nowMs * impatience - emptyMs * tiredness);
    const thereBefore = Math.exp(-before * impatience - emptyBefore * tiredness);
    const all = nowMs * impatience + emptyMs * tiredness;
    return {
      there,
      ghosts: Math.max(0, thereBefore - there) * silentShare,
      tired: all === 0 ? 0 : (emptyMs * tiredness) / all,
    };
  }

  isGhost(place: number, share: number): boolean {
    return this.dice(place, uses.ghost) < share;
  }

  answers(place: number): boolean {
    return this.dice(place, uses.noShow) >= this.scenario.noShowShare;
  }

  entersAfter(place: number): number {
    return this.entering(this.dice(place, uses.enter));
  }

  wants(place: number): number {
    const chance = this.dice(place, uses.takes);
    const wanted = this.takes.findIndex((share) => chance < share) + 1 || this.takes.length;
    return Math.min(wanted, this.scenario.seatsPerPersonMax);
  }

  choosesFor(place: number): number {
    return this.choosing(this.dice(place, uses.choose));
  }

  rechoosesFor(place: number, time: number): number {
    return this.rechoosing(this.dice(place, uses.rechoose + time));
  }

  /** Sees what is left, and wants none of it. */
  leaves(place: number): boolean {
    return this.dice(place, uses.leave) < this.scenario.leaveShare;
  }

  /** From the hold to the payment. */
  paysAfter(place: number): number {
    return this.paying(this.dice(place, uses.pay));
  }

  abandons(place: number): boolean {
    return this.dice(place, uses.abandon) < this.scenario.abandonShare;
  }

  /** A part of a time, for who gives seats back before it is over. */
  partOf(place: number, ms: number): number {
    return ms * this.dice(place, uses.giveBack);
  }

  /** How long after paying somebody cancels; null of who does not. */
  cancelsAfter(place: number): number | null {
    if (this.dice(place, uses.cancel) >= this.scenario.cancelShare) return null;
    return exponential(60_000, this.dice(place, uses.cancelAfter));
  }

  /**
   * Whether seats that were free when somebody chose them are gone as they press: `perSecond` others go in the last
   * moment before it, spread over the part of the free seats that everybody looks at.
   */
  loses(place: number, seats: number, free: number, perSecond: number, time: number): boolean {
    const { reactionMs, sightShare, mapShare } = this.scenario;
    if (this.dice(place, uses.map) >= mapShare) return false;
    const inSight = Math.max(seats, free * sightShare, 1);
    const chance = 1 - Math.exp((-perSecond * (reactionMs / 1_000) * seats) / inSight);
    return this.dice(place, uses.lost + time) < chance;
  }

  /** With nothing free, whether they look once more. */
  staysInside(place: number, time: number): boolean {
    return this.dice(place, uses.look + time) < this.lookingOn;
  }
}
