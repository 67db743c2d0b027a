import { inviteMs } from '@/server/waiting-room/waiting-room.schema';

/**
 * How many are invited in a tick: what `server/waiting-room/lua/invite-places-10.lua` and its `no-shows.lua` do, in
 * counts and not in people. An invitation is known by the tick it went out in.
 */
export const tickMs = 250;
export const inviteTicks = inviteMs / tickMs;
const sixthTicks = inviteTicks / 6;
/** One leader's tick asks the script for 120 people at most, twenty times. */
const calledMax = 2_400;
/** One more outcome weighs so much in what is smoothed. */
const weight = 0.02;
const shareMax = 0.5;
/** Keeps a handful of invitations from saying much. */
const handful = 10;

type Settings = { ratePerMinute: number; capacity: number };

export class Invitations {
  /** Of each tick of the last minute: invitations that nobody has answered, and who entered. Rings. */
  private readonly open = new Int32Array(inviteTicks);
  private readonly entries = new Int32Array(inviteTicks);
  private readonly sixths = new Int32Array(6);
  private enteredLastMinute = 0;
  private atDoor = 0;
  private noShow = 0;
  private enterMs = 10_000;
  private tokens: number | null = null;
  /** What bounds the tick: how fast people may come, or how many may be inside. */
  limit: 'rate' | 'capacity' = 'rate';

  constructor(private readonly settings: Settings) {}

  /** How many may be invited in this tick, with so many inside: once a tick, after `age`. */
  wanted(inside: number): number {
    const { ratePerMinute, capacity } = this.settings;
    const { coming, share } = this.expect();
    const factor = 1 / (1 - share);
    const perMs = (ratePerMinute / 60_000) * factor;
    const burst = Math.max(1, perMs * 1_000);
    this.tokens = Math.min(burst, (this.tokens ?? burst) + perMs * tickMs);
    const room = Math.floor((capacity - inside - coming) * factor);
    const paced = Math.floor(this.tokens);
    this.limit = room < paced ? 'capacity' : 'rate';
    return Math.max(0, Math.min(paced, room, calledMax));
  }

  invite(tick: number): void {
    this.open[tick % inviteTicks]!++;
    this.sixths[0]!++;
    this.tokens!--;
  }

  /** Somebody who was invited in that tick asks to enter. From then on they count whole. */
  ask(invitedAt: number, now: number, tookMs: number): void {
    this.open[invitedAt % inviteTicks]!--;
    this.sixths[Math.min(5, Math.floor((now - invitedAt) / sixthTicks))]!--;
    this.atDoor++;
    this.enterMs = Math.max(1, this.enterMs + (tookMs - this.enterMs) * weight);
  }

  enter(now: number): void {
    this.atDoor--;
    this.entries[now % inviteTicks]!++;
    this.enteredLastMinute++;
    this.noShow *= 1 - weight;
  }

  /** Who waits at the door no more, without having come in. */
  turnAway(): void {
    this.atDoor--;
  }

  /** Begins a tick: invitations of a minute ago lapse, and who entered then counts no more. */
  age(tick: number): void {
    const slot = tick % inviteTicks;
    const lapsed = this.open[slot]!;
    this.sixths[5]! -= lapsed;
    for (let i = 0; i < lapsed; i++) this.noShow += weight * (1 - this.noShow);
    this.open[slot] = 0;
    this.enteredLastMinute -= this.entries[slot]!;
    this.entries[slot] = 0;
    for (let sixth = 1; sixth < 6; sixth++) {
      const crossing = this.open[(tick - sixth * sixthTicks + 6 * inviteTicks) % inviteTicks]!;
      this.sixths[sixth - 1]! -= crossing;
      this.sixths[sixth]! += crossing;
    }
  }

  /** How many of the invited will still come, and the share of no-shows to reckon with. */
  private expect(): { coming: number; share: number } {
    let all = 0;
    for (const count of this.sixths) all += count;
    let share = Math.min(shareMax, this.noShow);
    if (all === 0) return { coming: this.atDoor, share };
    for (let round = 0; round < 2; round++) {
      const ghosts = all - this.fresh(share);
      const seen = ghosts / (ghosts + this.enteredLastMinute + handful);
      share = Math.min(shareMax, Math.max(share, seen));
    }
    return { coming: this.atDoor + this.fresh(share) * (1 - share), share };
  }

  /** Invitations, each by how likely somebody is still behind it beside a fresh one (Bayes, an exponential wait). */
  private fresh(share: number): number {
    const some = Math.max(0.05, share);
    let sum = 0;
    for (let sixth = 0; sixth < 6; sixth++) {
      if (this.sixths[sixth] === 0) continue;
      const left = (1 - some) * Math.exp((-inviteMs * sixth) / 6 / this.enterMs);
      sum += this.sixths[sixth]! * Math.max(0.1, left / (left + some) / (1 - some));
    }
    return sum;
  }
}
