import type { Sample, Verdict } from './crowd/plan';
import type { SecondLine, StepFigures, StepName } from './report/run.schema';
import { atShare } from './waits';

type Steps = Partial<Record<StepName, StepFigures>>;
type Codes = Record<string, number>;

/** What one step came to: every time of it, for exact percentiles. */
class Times {
  private ms = new Float32Array(64);
  count = 0;
  private failed = 0;
  private refused = 0;
  private sum = 0;

  note(tookMs: number, verdict: Verdict): void {
    if (this.count === this.ms.length) {
      const larger = new Float32Array(this.count * 2);
      larger.set(this.ms);
      this.ms = larger;
    }
    this.ms[this.count++] = tookMs;
    this.sum += tookMs;
    if (verdict === 2) this.failed += 1;
    if (verdict === 1) this.refused += 1;
  }

  figures(): StepFigures {
    const sorted = this.ms.slice(0, this.count).sort();
    const at = (share: number) => round(atShare(sorted, share));
    const { count, failed, refused } = this;
    const meanMs = round(this.sum / Math.max(1, count));
    return {
      count,
      failed,
      refused,
      meanMs,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      maxMs: at(1),
    };
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100;

/** Samples by step, with what was answered that was no success. */
export class Tally {
  private readonly times = new Map<StepName, Times>();
  readonly errors: Codes = {};
  readonly refusals: Codes = {};

  note([, step, tookMs, verdict, code = 'unknown']: Sample): void {
    let times = this.times.get(step);
    if (!times) this.times.set(step, (times = new Times()));
    times.note(tookMs, verdict);
    if (verdict === 2) this.fault(code);
    if (verdict === 1) this.refusals[code] = (this.refusals[code] ?? 0) + 1;
  }

  fault(code: string): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1;
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.times].map(([step, { count }]) => [step, count]));
  }

  steps(): Steps {
    return Object.fromEntries([...this.times].map(([step, times]) => [step, times.figures()]));
  }
}

/** What the site looked like at a second's end. */
export type Standing = Pick<SecondLine, 'line' | 'seats'>;

/**
 * The run second by second, each handed on once it is over: nothing of the single requests is kept but their times.
 * A request counts in the second in which it ended.
 */
export class Seconds {
  private readonly open = new Map<number, Tally>();
  private closed = -1;

  constructor(
    private readonly startedAt: number,
    private readonly write: (second: SecondLine) => void,
  ) {}

  /** Samples come a moment late, and never for a second that is closed: those count in the oldest that is open. */
  note(sample: Sample): void {
    this.at(sample[0]).note(sample);
  }

  fault(code: string, at: number): void {
    this.at(at).fault(code);
  }

  /** Closes every second up to and with this one. */
  close(second: number, { line, seats }: Standing): void {
    for (let t = this.closed + 1; t <= second; t++) {
      const { errors, refusals, ...tally } = this.take(t);
      this.write({ t, steps: tally.steps, errors, refusals, line, seats });
    }
    this.closed = Math.max(this.closed, second);
  }

  private take(t: number) {
    const tally = this.open.get(t) ?? new Tally();
    this.open.delete(t);
    return { steps: tally.steps(), errors: tally.errors, refusals: tally.refusals };
  }

  private at(ms: number): Tally {
    const t = Math.max(this.closed + 1, Math.floor((ms - this.startedAt) / 1_000));
    let tally = this.open.get(t);
    if (!tally) this.open.set(t, (tally = new Tally()));
    return tally;
  }
}
