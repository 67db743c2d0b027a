/** A whole room sees the same gap at the same instant, and asks for the map over this long. */
export const spreadMs = 1_000;

/** Asks for the seats' snapshot: one at a time, and with the rest of the room only at a moment of its own. */
export class Snapshots {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isRunning = false;
  private isClosed = false;

  /** `read` fetches one, and answers whether the map is whole with it; never rejects. */
  constructor(private readonly read: () => Promise<boolean>) {}

  now(): void {
    if (this.isRunning || this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isRunning = true;
    void this.read().then((isWhole) => {
      this.isRunning = false;
      // It was made before what was missed: a web process keeps one for a tenth of a second.
      if (!isWhole) this.soon();
    });
  }

  soon(): void {
    if (this.isRunning || this.isClosed) return;
    this.timer ??= setTimeout(() => this.now(), Math.random() * spreadMs);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }
}
