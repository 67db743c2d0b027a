import { doubled } from './columns';
import { tickMs } from './invitations';

/** Ticks that the wheel goes round in: longer than any wait but a very long pass, which comes round again. */
const size = 16_384;

/**
 * What happens when: for each tick a list of people, each with at most one thing ahead of them. Typed arrays, so that
 * millions of events make no garbage; it grows as people come, and is used again for the next seed.
 */
export class Wheel {
  private readonly heads = new Int32Array(size).fill(-1);
  private next = new Int32Array(1_024);
  private kinds = new Uint8Array(1_024);
  private times = new Float64Array(1_024);
  private pending = 0;

  get isEmpty(): boolean {
    return this.pending === 0;
  }

  clear(): void {
    this.heads.fill(-1);
    this.pending = 0;
  }

  /** Has it happen to a person at an instant; in the next tick, where that is over. */
  set(person: number, kind: number, atMs: number, tick: number): void {
    if (person >= this.next.length) this.grow();
    this.kinds[person] = kind;
    this.times[person] = atMs;
    this.place(person, tick);
  }

  /** Everybody to whom something happens in this tick, one after another. */
  run(tick: number, happen: (person: number, kind: number, atMs: number) => void): void {
    const slot = tick % size;
    let person = this.heads[slot]!;
    this.heads[slot] = -1;
    while (person >= 0) {
      const after = this.next[person]!;
      this.pending--;
      if (this.times[person]! > tick * tickMs) this.place(person, tick);
      else happen(person, this.kinds[person]!, this.times[person]!);
      person = after;
    }
  }

  private place(person: number, tick: number): void {
    const due = Math.ceil(this.times[person]! / tickMs);
    const slot = Math.max(tick + 1, Math.min(due, tick + size - 1)) % size;
    this.next[person] = this.heads[slot]!;
    this.heads[slot] = person;
    this.pending++;
  }

  private grow(): void {
    this.next = doubled(this.next);
    this.kinds = doubled(this.kinds);
    this.times = doubled(this.times);
  }
}
