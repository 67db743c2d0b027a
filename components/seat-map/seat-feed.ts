import type { SeatChanges } from '@/realtime/protocol';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import type { SeatChange, SeatModel } from './engine/model';

/** More than a snapshot's round trip ever brings; past it the next snapshot is newer anyway. */
const waitingMax = 200;

/** Keeps a model in step with the numbered stream of changes, whatever order things arrive in. */
export class SeatFeed {
  private version = -1;
  private waiting: SeatChanges[] = [];

  constructor(private readonly model: SeatModel) {}

  /** A snapshot brings everything; changes that came while it was on its way follow it. */
  takeSnapshot({ version, status }: Pick<SeatSnapshot, 'version' | 'status'>): void {
    if (version < this.version) return;
    this.version = version;
    this.model.replace(status);
    const waiting = this.waiting;
    this.waiting = [];
    for (const batch of waiting) this.takeChanges(batch);
  }

  /** Returns whether the model is whole; if not, something was missed and a snapshot is needed. */
  takeChanges(batch: SeatChanges): boolean {
    if (batch.toVersion <= this.version) return true;
    if (batch.fromVersion !== this.version) {
      this.waiting = [...this.waiting, batch].slice(-waitingMax);
      return false;
    }
    this.version = batch.toVersion;
    this.model.apply(pairs(batch.changes));
    return true;
  }

  isBehind(version: number): boolean {
    return version > this.version;
  }
}

function pairs(flat: readonly number[]): SeatChange[] {
  return Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
