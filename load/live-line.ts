import { say } from '@/scripts/lib/say';
import type { Recording } from './recording';
import type { Standing } from './tally';

/** Where nothing can be written over, a line now and then. */
const everyS = 10;

/** One line that says how the run goes while it goes. */
export class LiveLine {
  private requests = 0;
  private length = 0;
  private readonly isTerminal = process.stdout.isTTY;

  show(t: number, { line, seats }: Standing, recording: Recording): void {
    const steps = Object.values(recording.whole.counts());
    const requests = steps.reduce((sum, count) => sum + count, 0);
    const errors = Object.values(recording.whole.errors).reduce((sum, count) => sum + count, 0);
    const ended = Object.entries(recording.ended).filter(([, count]) => count > 0);
    const text = [
      `${t} s`,
      `${requests - this.requests} requests`,
      ...(errors > 0 ? [`${errors} errors`] : []),
      `${line.waiting} wait, ${line.inside} inside, ${line.admitted} came in`,
      `${seats.sold} sold`,
      ended.map(([outcome, count]) => `${outcome} ${count}`).join(' '),
    ]
      .filter(Boolean)
      .join(' · ');
    this.requests = requests;
    if (this.isTerminal) this.overwrite(text);
    else if (t % everyS === 0) say(text);
  }

  say(text: string): void {
    this.end();
    say(text);
  }

  end(): void {
    if (this.length > 0) process.stdout.write('\n');
    this.length = 0;
  }

  private overwrite(text: string): void {
    process.stdout.write(`\r${text.padEnd(this.length)}`);
    this.length = text.length;
  }
}
