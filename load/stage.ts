import { setTimeout as wait } from 'node:timers/promises';
import { randomOf } from './crowd/random';
import { Crowd } from './crowd-process';
import type { LiveLine } from './live-line';
import type { Options } from './options';
import { Processes } from './processes';
import type { Recording } from './recording';
import type { ProcessLine, RunFile } from './report/run.schema';
import type { Sale } from './sale';
import type { PhaseResult, PlanOf, Stage } from './simulation';
import type { LoadSite } from './site';
import { findStanding, nothing } from './standing';
import type { Standing } from './tally';
import { meanOf } from './waits';

/** One thread is all that the crowd has: busier than that it sends late, and the times are its own. */
const busyAt = 0.85;
/** In its busiest so many seconds: an average hides the opening. */
const busyForS = 10;

/** A site, a crowd and a recording, put together for one run. */
export class LiveStage implements Stage {
  readonly random;
  readonly target;
  readonly settings: RunFile['settings'] = {};
  /** Sales whose tickets are those of the crowd. */
  readonly counted: Sale[] = [];
  readonly limits: string[] = [];
  opensAt: number | undefined;
  readonly processes: Processes;
  private watched: Sale | null = null;
  private standing: Standing = nothing;
  private crowd: Crowd | null = null;
  private isOver = false;
  private looking: Promise<void> | null = null;

  constructor(
    readonly options: Options,
    private readonly site: LoadSite,
    private readonly recording: Recording,
    private readonly live: LiveLine,
  ) {
    this.random = randomOf(options.seed);
    this.target = { web: site.web, realtime: site.realtime };
    this.processes = new Processes(site, () =>
      this.crowd ? [this.crowd.pid, process.pid] : [process.pid],
    );
  }

  async begin(): Promise<void> {
    this.crowd = await Crowd.start((news) => this.recording.hear(news));
    await this.processes.begin();
    this.looking = this.look();
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.looking;
    this.crowd?.stop();
    this.recording.finish(this.standing);
    this.live.end();
  }

  set(settings: RunFile['settings']): void {
    Object.assign(this.settings, settings);
  }

  watch(sale: Sale): void {
    this.watched = sale;
    this.counted.push(sale);
  }

  opens(at: number): void {
    this.opensAt = at;
  }

  waits = () => this.recording.waits.map(({ waitMs }) => waitMs);

  outcomes = () => ({ ...this.recording.ended });

  peakAtOnce = () => this.recording.peakAtOnce;

  processLines = () => this.recording.processLines;

  async phase(name: string, plan: PlanOf): Promise<PhaseResult> {
    const tally = this.recording.beginPhase();
    if (plan.kind !== 'visits') this.recording.arrived += plan.people.length;
    const before = { ...this.processes.cpuSeconds };
    const fromS = this.recording.passed();
    const done = await this.crowd!.play({ ...plan, seed: this.options.seed, target: this.target });
    const toS = Math.max(this.recording.passed(), fromS + 0.001);
    const seconds = toS - fromS;
    const share = this.shareSince(before);
    const cores = busiest(this.recording.processLines.filter(({ t }) => t > fromS));
    const isLimit = cores >= busyAt;
    if (isLimit)
      this.limits.push(
        `${name}: the crowd took ${percent(cores)} of a core in its busiest ${busyForS} s`,
      );
    const { iterations, dropped, whole } = done;
    const steps = tally.steps();
    this.recording.endPhase({
      ...{ name, fromS, toS, steps, iterations, dropped },
      ...{ generatorShare: share, isGeneratorLimit: isLimit },
      generatorDelayP99Ms: done.eventLoopP99Ms,
    });
    const errors = Object.values(tally.errors).reduce((sum, count) => sum + count, 0);
    if (plan.kind === 'visits' && plan.visit === 'order') this.recording.seats += whole;
    return { seconds, steps, errors, iterations, dropped, whole };
  }

  /** The generator's share of all CPU used since then. */
  shareSince(before: Record<string, number>): number {
    const used = Object.entries(this.processes.cpuSeconds).map(
      ([name, total]): [string, number] => [name, total - (before[name] ?? 0)],
    );
    const all = used.reduce((sum, [, each]) => sum + each, 0);
    const own = used.find(([name]) => name === 'generator')?.[1] ?? 0;
    return all > 0 ? Math.min(1, own / all) : 0;
  }

  /** Once a second, on the second. A look that takes longer leaves out the next. */
  private async look(): Promise<void> {
    for (let t = 1; !this.isOver; t = Math.max(t + 1, Math.ceil(this.recording.passed()))) {
      while (!this.isOver && this.recording.passed() < t)
        await wait(Math.min(100, Math.max(1, (t - this.recording.passed()) * 1_000)));
      await this.lookOnce(t).catch((error: Error) =>
        this.live.say(`A look failed: ${error.message}`),
      );
    }
  }

  private async lookOnce(t: number): Promise<void> {
    this.recording.writeProcesses(await this.processes.sample(t));
    if (this.watched) this.standing = await findStanding(this.watched, this.recording.waits.length);
    this.recording.closeSeconds(this.standing);
    this.live.show(t, this.standing, this.recording);
  }
}

/** The most that the generator took of a core over some seconds on end. */
export function busiest(lines: ProcessLine[]): number {
  const cores = lines.map(({ processes }) => processes['generator']?.cpu ?? 0);
  const windows = cores.slice(0, Math.max(1, cores.length - busyForS + 1));
  return Math.max(0, ...windows.map((_, at) => meanOf(cores.slice(at, at + busyForS))));
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
