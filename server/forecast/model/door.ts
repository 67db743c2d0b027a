/**
 * When somebody who asks to enter may, by the two limits of `enter-line`: at most a second's worth of people in any
 * second, and at most the rate in any sliding minute. Who comes too early is told when to ask again, so the door
 * keeps the order in which people asked.
 */
export class Door {
  private readonly burst: number;
  private readonly burstMs: number;
  /** When the last so many entered: a ring. */
  private readonly times: Float64Array;
  private count = 0;

  constructor(
    private readonly ratePerMinute: number,
    peopleMax: number,
  ) {
    this.burst = Math.max(1, Math.floor(ratePerMinute / 60));
    this.burstMs = Math.ceil((this.burst * 60_000) / ratePerMinute);
    this.times = new Float64Array(Math.max(this.burst, Math.min(ratePerMinute, peopleMax)));
  }

  /** The instant at which somebody who asks at `askMs` comes in. */
  book(askMs: number): number {
    const at = Math.max(
      askMs,
      this.ago(this.burst) + this.burstMs,
      this.ago(this.ratePerMinute) + 60_001,
    );
    this.times[this.count % this.times.length] = at;
    this.count++;
    return at;
  }

  /** When the person entered who was so many before the next one. */
  private ago(people: number): number {
    if (people > this.count || people > this.times.length) return -Infinity;
    return this.times[(this.count - people) % this.times.length]!;
  }
}
