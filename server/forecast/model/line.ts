import { freezeMs } from '@/server/waiting-room/waiting-room.schema';
import type { Scenario } from '../forecast.schema';
import { type Arrivals, arrivalsOf } from './arrivals';
import { binomial, type Dice } from './random';

/** Chance that is no one person's, by use; and the uses of a person's chance that this file takes. */
const noOne = -1;
const uses = { lobby: 1, drawn: 2, came: 3, left: 4 };
const arrivalUse = 0;
const skipUse = 20;

/** How those end whose turn never came by an instant. */
export type Unreached = {
  /** Gave up before. */
  left: number;
  /** Wait there. */
  present: number;
  /** Come only later. */
  later: number;
};

/**
 * Everybody in the order of their places. The draw makes the lobby's people exchangeable, so when one of them came
 * makes no difference; behind them people follow in order of arrival, made as order statistics one after another as
 * their turns come near. People whose turn never comes are counted and not made: 300,000 cost no more than those who
 * get in. Everybody's patience is exponential, as in Erlang-A (O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call
 * center with impatient customers", MSOM 4, 2002), and begins at the opening or on joining.
 */
export class Line {
  /** How many were drawn, and how many joined between the freeze and the opening. */
  readonly drawn: number;
  readonly late: number;
  /** Places that had their turn. */
  cursor = 0;
  private readonly arrivals: Arrivals;
  private reached = 0;
  private nextAtMs: number | null = null;
  /** Who came after the opening and is there: as many as on average, up to `seenMs`. */
  private following = 0;
  private seenMs = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly dice: Dice,
  ) {
    const { fans, lobbyShare } = scenario;
    this.arrivals = arrivalsOf(scenario);
    const lobby = binomial(fans, lobbyShare, dice(noOne, uses.lobby));
    this.drawn = binomial(lobby, this.arrivals.lobbyBy(-freezeMs), dice(noOne, uses.drawn));
    this.late = lobby - this.drawn;
  }

  /** Of everybody who comes, who is there by the opening. */
  get early(): number {
    return this.drawn + this.late;
  }

  /** From when the next in line waits, in ms from the opening: 0 of who was there before. Infinity of nobody. */
  nextMs(): number {
    if (this.isEarly) return 0;
    if (this.cursor >= this.scenario.fans) return Infinity;
    this.nextAtMs ??= this.arrivals.afterAt(this.nextChance());
    return this.nextAtMs;
  }

  /** Whether the next in line was there by the opening. */
  get isEarly(): boolean {
    return this.cursor < this.early;
  }

  /** Passes over those of the early ones who come before the first that `share` has: a geometric number. */
  skip(share: number): number {
    if (share >= 1) return 0;
    const rest = this.early - this.cursor;
    const chance = this.dice(this.cursor, skipUse);
    const many = share <= 0 ? rest : Math.floor(Math.log(chance) / Math.log1p(-share));
    const skipped = Math.min(rest, many);
    this.cursor += skipped;
    return skipped;
  }

  /** The next in line has their turn at `nowMs`. Returns their place, from 0. */
  take(nowMs: number): number {
    if (!this.isEarly)
      this.following = Math.max(0, this.following - this.stayed(nowMs - this.nextMs()));
    this.nextAtMs = null;
    return this.cursor++;
  }

  /** How many wait and are there, on average. Ask in order of time. */
  present(nowMs: number): number {
    const { fans } = this.scenario;
    const { afterBy } = this.arrivals;
    const came = (fans - this.early) * (afterBy(nowMs) - afterBy(this.seenMs));
    this.following = this.following * this.stayed(nowMs - this.seenMs) + came;
    this.seenMs = nowMs;
    const early = Math.max(0, this.early - this.cursor) * this.stayed(nowMs);
    return early + (this.cursor >= fans ? 0 : this.following);
  }

  /** What became, by that instant, of everybody whose turn has not come. They add up to who is behind the cursor. */
  unreached(nowMs: number): Unreached {
    const { fans } = this.scenario;
    this.present(nowMs);
    const early = Math.max(0, this.early - this.cursor);
    const behind = fans - Math.max(this.cursor, this.early);
    const seen = this.arrivals.afterBy(nowMs);
    const share = this.reached < 1 ? Math.max(0, (seen - this.reached) / (1 - this.reached)) : 1;
    const came = binomial(behind, share, this.dice(noOne, uses.came));
    const earlyThere = binomial(early, this.stayed(nowMs), this.dice(noOne, uses.left));
    const present = earlyThere + Math.min(came, Math.round(this.following));
    return { present, left: early + came - present, later: behind - came };
  }

  /** The share of people whose patience lasts so long. */
  stayed(ms: number): number {
    return this.scenario.patienceMs === null ? 1 : Math.exp(-ms / this.scenario.patienceMs);
  }

  /** The smallest of as many uniform numbers as people are still to come, above the last one. */
  private nextChance(): number {
    const rest = this.scenario.fans - this.cursor;
    const least = 1 - this.dice(this.cursor, arrivalUse) ** (1 / rest);
    this.reached += (1 - this.reached) * least;
    return this.reached;
  }
}
