import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '@/scripts/lib/paths';
import { outcomes, type CrowdNews, type Sample } from './crowd/plan';
import {
  type Phase,
  type ProcessLine,
  processLine,
  type RunFile,
  runFile,
  secondLine,
  waitsFile,
} from './report/run.schema';
import { Seconds, type Standing, Tally } from './tally';
import { type Wait, waitsByArrival } from './waits';

const twoDigits = (value: number) => String(value).padStart(2, '0');

export function idOf(name: string, at: Date): string {
  const day = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  return `${name}-${day.map(twoDigits).join('')}-${time.map(twoDigits).join('')}`;
}

/** Everything that a run leaves in its folder, and what is known of it while it goes on. */
export class Recording {
  readonly id: string;
  readonly folder: string;
  readonly whole = new Tally();
  readonly waits: Wait[] = [];
  readonly ended: Record<string, number> = Object.fromEntries(outcomes.map((name) => [name, 0]));
  readonly why: Record<string, number> = {};
  readonly phases: Phase[] = [];
  /** Seats of those who say that they have tickets. */
  seats = 0;
  arrived = 0;
  /** People who joined and have not ended, and the most of them at once. */
  private here = 0;
  peakAtOnce = 0;
  readonly processLines: ProcessLine[] = [];
  readonly startedAt = Date.now();
  private phase: Tally | null = null;
  private readonly files: Record<'seconds' | 'processes', number>;
  private readonly seconds: Seconds;

  constructor(readonly name: string) {
    this.id = idOf(name, new Date(this.startedAt));
    this.folder = inRoot('.data/load', this.id);
    mkdirSync(this.folder, { recursive: true });
    const open = (file: string) => openSync(path.join(this.folder, `${file}.ndjson`), 'w');
    this.files = { seconds: open('seconds'), processes: open('processes') };
    this.seconds = new Seconds(this.startedAt, (line) =>
      writeSync(this.files.seconds, `${JSON.stringify(secondLine.parse(line))}\n`),
    );
  }

  hear(news: CrowdNews): void {
    if (news.kind === 'samples') for (const sample of news.samples) this.note(sample);
    else if (news.kind === 'fault') this.fault(news.code);
    else if (news.kind === 'joined') this.peakAtOnce = Math.max(this.peakAtOnce, ++this.here);
    else if (news.kind === 'entered') this.waits.push(news);
    else if (news.kind === 'ended') {
      this.here = Math.max(0, this.here - 1);
      this.ended[news.outcome] = (this.ended[news.outcome] ?? 0) + 1;
      this.seats += news.seats;
      if (news.why) this.why[news.why] = (this.why[news.why] ?? 0) + 1;
    }
  }

  beginPhase(): Tally {
    return (this.phase = new Tally());
  }

  endPhase(phase: Phase): void {
    this.phases.push(phase);
    this.phase = null;
  }

  /** Whole seconds since the start that are over. */
  passed = () => (Date.now() - this.startedAt) / 1_000;

  /** A second is closed half a second late: the crowd tells four times in one. */
  closeSeconds(standing: Standing): void {
    this.seconds.close(Math.floor(this.passed() - 0.5) - 1, standing);
  }

  writeProcesses(line: ProcessLine): void {
    this.processLines.push(line);
    writeSync(this.files.processes, `${JSON.stringify(processLine.parse(line))}\n`);
  }

  finish(standing: Standing): void {
    this.seconds.close(Math.floor(this.passed()), standing);
    closeSync(this.files.seconds);
    closeSync(this.files.processes);
    this.write('waits.json', waitsFile.parse(waitsByArrival(this.waits)));
  }

  writeRun(run: RunFile): void {
    this.write('run.json', runFile.parse(run));
  }

  private note(sample: Sample): void {
    this.seconds.note(sample);
    this.whole.note(sample);
    this.phase?.note(sample);
  }

  private fault(code: string): void {
    this.seconds.fault(code, Date.now());
    this.whole.fault(code);
    this.phase?.fault(code);
  }

  private write(file: string, content: unknown): void {
    writeFileSync(path.join(this.folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}
