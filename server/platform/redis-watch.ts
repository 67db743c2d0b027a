import { setImmediate as readAnswers, setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { log } from './log';

const lookEveryMs = 250;
const answersWithinMs = 1_000;
/** Two looks in a row, so that one slow write to a disk is no outage; four good ones, so that it does not flap. */
const failuresToOpen = 2;
const answersToClose = 4;

/**
 * Whether a Redis answers, as a circuit: looked at four times a second, away within half a second when its connection
 * is gone and within two and a half when it hangs, and back once it has answered for a second. Who asks while it is
 * away is told at once and waits for no time-out.
 */
export class RedisWatch {
  private failures = 0;
  private answers = 0;
  private away = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly name: string,
  ) {
    this.lookLater();
  }

  get isAway(): boolean {
    return this.away;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    const dueAt = performance.now() + lookEveryMs;
    this.timer = setTimeout(() => {
      const isLate = performance.now() - dueAt > lookEveryMs;
      void this.look(isLate).then(() => this.lookLater());
    }, lookEveryMs);
    this.timer.unref();
  }

  /** A process that stood still itself has learnt nothing about Redis. */
  private async look(isLate: boolean): Promise<void> {
    if (this.redis.status === 'end') return;
    if (this.redis.status === 'ready') this.note(await this.answersInTime());
    else if (!isLate) this.note(false);
  }

  private async answersInTime(): Promise<boolean | null> {
    const dueAt = performance.now() + answersWithinMs;
    const late = new AbortController();
    const outOfTime = wait(answersWithinMs, null, { ref: false, signal: late.signal })
      .then(() => readAnswers())
      .then(() => (performance.now() - dueAt > lookEveryMs ? null : false));
    const pong = this.redis.ping().then(
      () => true,
      () => false,
    );
    const answer = await Promise.race([pong, outOfTime.catch(() => null)]);
    late.abort();
    return answer;
  }

  private note(answered: boolean | null): void {
    if (answered === null) return;
    this.failures = answered ? 0 : this.failures + 1;
    this.answers = answered ? this.answers + 1 : 0;
    if (!this.away && this.failures >= failuresToOpen) this.turn(true);
    if (this.away && this.answers >= answersToClose) this.turn(false);
  }

  private turn(away: boolean): void {
    this.away = away;
    log.warn({ redis: this.name }, away ? 'redis does not answer' : 'redis answers again');
    // A connection that hangs is not waited for: another one may get through.
    if (away && this.redis.status === 'ready') this.redis.disconnect(true);
  }
}
