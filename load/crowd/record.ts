import { performance } from 'node:perf_hooks';
import { isRightful } from '../codes';
import type { StepName } from '../report/run.schema';
import type { CrowdNews, Sample } from './plan';

const tellEveryMs = 250;

export const tell = (news: CrowdNews): void => void process.send?.(news);

/** Keeps what happened until the runner is told, four times a second. */
export class Recorder {
  private samples: Sample[] = [];
  private readonly timer = setInterval(() => this.flush(), tellEveryMs);

  /** `code`: null when it went well. */
  note(step: StepName, tookMs: number, code: string | null): void {
    const rounded = Math.round(tookMs * 100) / 100;
    const sample: Sample = [Date.now(), step, rounded, 0];
    if (code !== null) {
      sample[3] = isRightful(code) ? 1 : 2;
      sample[4] = code;
    }
    this.samples.push(sample);
  }

  flush(): void {
    if (this.samples.length > 0) tell({ kind: 'samples', samples: this.samples });
    this.samples = [];
  }

  close(): void {
    clearInterval(this.timer);
    this.flush();
  }
}

export const now = () => performance.now();
