/**
 * When somebody who asks to enter may, by the two limits of `enter-line`: bursts of at most a second's worth of people,
 * at the rate (the generic cell rate algorithm), and at most the rate in any sliding minute. Who comes too early is told
 * when to ask again, so the door keeps the order in which people asked.
 */
export class Door {
  private readonly shareMs: number;
  /** Up to when those who entered have used up the rate. */
  private pacedToMs = -Infinity;
  /** When the last minute's worth entered: a ring. */
  private readonly times: Float64Array;
  private count = 0;

  constructor(
    private readonly ratePerMinute: number,
    peopleMax: number,
  ) {
    this.shareMs = 60_000 / ratePerMinute;
    this.times = new Float64Array(Math.min(ratePerMinute, peopleMax));
  }

  /** The instant at which somebody who asks at `askMs` comes in. */
  book(askMs: number): number {
    const openMs = this.pacedToMs - Math.max(0, 1_000 - this.shareMs);
    const at = Math.max(askMs, openMs, this.aMinuteAgo() + 60_001);
    this.pacedToMs = Math.max(this.pacedToMs, at) + this.shareMs;
    this.times[this.count % this.times.length] = at;
    this.count++;
    return at;
  }

  /** When the person entered who came in a minute's worth of people before the next one. */
  private aMinuteAgo(): number {
    if (this.ratePerMinute > this.count || this.ratePerMinute > this.times.length) return -Infinity;
    return this.times[(this.count - this.ratePerMinute) % this.times.length]!;
  }
}
