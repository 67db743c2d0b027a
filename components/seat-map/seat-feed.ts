import type { SeatChanges } from '@/realtime/protocol';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import type { SeatChange, SeatModel } from './engine/model';

/** More than a snapshot's round trip ever brings; past it the next snapshot is newer anyway. */
const waitingMax = 200;

/** Keeps a model in step with the numbered stream of changes, whatever order things arrive in. */
export class SeatFeed {
  private reached = -1;
  /** The newest version that was heard of, whatever it came with. */
  private newest = -1;
  private waiting: SeatChanges[] = [];
  private drawn = false;

  constructor(private readonly model: SeatModel) {}

  /** The version that the model is of; -1 before the first snapshot. */
  get version(): number {
    return this.reached;
  }

  /** The last snapshot was drawn from Postgres, and the stream says nothing: it is to be asked for again. */
  get isDrawn(): boolean {
    return this.drawn;
  }

  /**
   * A snapshot brings everything; changes that came while it was on its way follow it. Returns whether that was all.
   * Versions of snapshots that are drawn and of those that are not do not compare: between them the newest answer counts.
   */
  takeSnapshot(snapshot: Pick<SeatSnapshot, 'version' | 'status' | 'degraded'>): boolean {
    const { version, status, degraded } = snapshot;
    if (degraded === this.drawn && version < this.reached) return this.isWhole();
    if (degraded !== this.drawn) this.newest = version;
    this.drawn = degraded;
    this.reached = version;
    this.model.replace(status);
    const waiting = this.waiting;
    this.waiting = [];
    for (const batch of waiting) this.takeChanges(batch);
    return this.isWhole();
  }

  /** Returns whether the model is whole; if not, something was missed and a snapshot is needed. */
  takeChanges(batch: SeatChanges): boolean {
    if (this.drawn) return true;
    if (batch.toVersion <= this.reached) return true;
    this.newest = Math.max(this.newest, batch.toVersion);
    // A snapshot's version mostly lies within a batch. That is no gap: each change says what a seat is from then on,
    // so those that the snapshot has already are only said again, and the last word on every seat is the batch's.
    if (batch.fromVersion > this.reached) {
      this.waiting = [...this.waiting, batch].slice(-waitingMax);
      return false;
    }
    this.reached = batch.toVersion;
    this.model.apply(pairs(batch.changes));
    return true;
  }

  /** Whether there is a newer version than the model's, by what was told. */
  isBehind(version: number): boolean {
    if (this.drawn) return false;
    this.newest = Math.max(this.newest, version);
    return version > this.reached;
  }

  private isWhole(): boolean {
    return this.reached >= this.newest;
  }
}

function pairs(flat: readonly number[]): SeatChange[] {
  return Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
