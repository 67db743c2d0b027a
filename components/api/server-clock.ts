/**
 * The server's time from `Date` headers, which tell whole seconds only. Each answer bounds the offset:
 * the server said D somewhere between sending and receiving, and meant [D, D + 1 s). A few answers
 * narrow the overlap to tens of milliseconds, so every device counts down to the same instant.
 */
export class ServerClock {
  private low = -Infinity;
  private high = Infinity;

  observe(dateHeader: string | null, sentAtMs: number, receivedAtMs: number): void {
    const dateMs = Date.parse(dateHeader ?? '');
    if (Number.isNaN(dateMs)) return;
    const low = dateMs - receivedAtMs;
    const high = dateMs + 1000 - sentAtMs;
    // No overlap: the device's clock was set, or one server's differs. The newest answer counts.
    const apart = low > this.high || high < this.low;
    this.low = apart ? low : Math.max(low, this.low);
    this.high = apart ? high : Math.min(high, this.high);
  }

  /** Milliseconds to add to `Date.now()`; 0 until something is known. */
  get offsetMs(): number {
    return Number.isFinite(this.low) ? Math.round((this.low + this.high) / 2) : 0;
  }

  now(): number {
    return Date.now() + this.offsetMs;
  }
}

export const serverClock = new ServerClock();
