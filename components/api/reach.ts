/** A fault that nobody asked about again says nothing any more. */
const freshMs = 15_000;
/** One failure may be a process that was just replaced. */
const failuresMin = 2;

/** Whether an answer says that the site is not there. A pause of the seats is none: their page tells of it itself. */
export const isFault = ({ status, code }: { status: number; code: string }): boolean =>
  status >= 500 && code !== 'seats_away';

type Fault = { failures: number; at: number };

/**
 * Whether the site answers, as its latest calls tell: each path that failed twice in a row is a fault until it
 * answers, or until nobody asks for it any more.
 */
export class Reach {
  private readonly faults = new Map<string, Fault>();
  private readonly listeners = new Set<() => void>();

  answered(path: string): void {
    if (this.faults.delete(path)) this.tell();
  }

  failed(path: string, now = Date.now()): void {
    const failures = (this.faults.get(path)?.failures ?? 0) + 1;
    this.faults.set(path, { failures, at: now });
    this.tell();
  }

  isLost(now = Date.now()): boolean {
    for (const [path, { at }] of this.faults) if (at < now - freshMs) this.faults.delete(path);
    return [...this.faults.values()].some(({ failures }) => failures >= failuresMin);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const reach = new Reach();
