import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { bundleVariant } from '@/scripts/bench/caching/variants';
import { inRoot } from '@/scripts/lib/paths';
import type { CrowdNews, CrowdOrder, Plan } from './crowd/plan';

export type Done = CrowdNews & { kind: 'done' };

/** The process that is the crowd. It plays one plan after the other. */
export class Crowd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly file: string,
    private readonly hear: (news: CrowdNews) => void,
  ) {}

  static async start(hear: (news: CrowdNews) => void): Promise<Crowd> {
    const file = `.data/load/crowd-${process.pid}.mjs`;
    await bundleVariant('load/crowd/main.ts', file, []);
    const child = fork(inRoot(file), { cwd: inRoot(), execArgv: [] });
    const crowd = new Crowd(child, file, hear);
    await crowd.until('ready');
    return crowd;
  }

  get pid(): number {
    return this.child.pid!;
  }

  async play(plan: Plan): Promise<Done> {
    const done = this.until('done');
    this.child.send({ kind: 'run', plan } satisfies CrowdOrder);
    return (await done) as Done;
  }

  stop(): void {
    this.child.kill('SIGKILL');
    rmSync(inRoot(this.file), { force: true });
  }

  private until(kind: CrowdNews['kind']): Promise<CrowdNews> {
    return new Promise((resolve, reject) => {
      const hear = (news: CrowdNews) => {
        this.hear(news);
        if (news.kind !== kind) return;
        this.child.off('message', hear).off('exit', gone);
        resolve(news);
      };
      const gone = () => reject(new Error('The crowd ended before its time.'));
      this.child.on('message', hear).once('exit', gone);
    });
  }
}
