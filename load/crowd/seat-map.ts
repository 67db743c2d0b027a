import type { SeatChanges } from '@/realtime/protocol';
import type { Random } from './random';

const probesMax = 400;
/** The digit 0. */
const free = 48;

/**
 * What the pages of everybody inside show as free. They all hear the same, so the crowd keeps one map for all: from
 * the newest snapshot that one of them fetched, and each change that is told once.
 */
export class SeatMap {
  private digits = Buffer.alloc(0);
  private version = -1;
  /** Seats that look free. */
  free = 0;

  take(snapshot: { version: number; status: string }): void {
    if (snapshot.version < this.version) return;
    this.digits = Buffer.from(snapshot.status, 'latin1');
    this.version = snapshot.version;
    this.free = this.digits.reduce((sum, digit) => sum + (digit === free ? 1 : 0), 0);
  }

  change({ fromVersion, toVersion, changes }: SeatChanges): void {
    if (this.version < fromVersion || this.version >= toVersion) return;
    for (let i = 0; i < changes.length; i += 2) this.set(changes[i]!, free + changes[i + 1]!);
    this.version = toVersion;
  }

  /** Seats side by side that look free, somewhere; null where there seem to be none. */
  pick(count: number, random: Random): number[] | null {
    const { length } = this.digits;
    for (let probes = 0; length > 0 && probes < probesMax; probes++) {
      const first = Math.floor(random() * length);
      const seats = Array.from({ length: count }, (_, n) => first + n);
      if (seats.every((seat) => this.digits[seat] === free)) return seats;
    }
    return null;
  }

  private set(seat: number, digit: number): void {
    if (this.digits[seat] === free) this.free -= 1;
    if (digit === free) this.free += 1;
    this.digits[seat] = digit;
  }
}
