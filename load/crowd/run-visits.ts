import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from './api';
import type { VisitsPlan } from './plan';
import { dueUpTo, secondsOf, targetAt } from './profile';
import { now } from './record';
import { visitOf } from './visits';

export type Visited = { iterations: number; dropped: number; whole: number };

const lookEveryMs = 5;

/** Visits until the stages are over or, where each person comes once, until everybody was there. */
export async function runVisits(api: Api, plan: VisitsPlan): Promise<Visited> {
  const run = new Run(api, plan);
  if (plan.arrivals === 'people') await run.byPeople();
  else await run.atRate();
  return run.visited;
}

class Run {
  readonly visited: Visited = { iterations: 0, dropped: 0, whole: 0 };
  private readonly beganAt = now();
  private readonly seconds: number;
  private next = 0;

  constructor(
    private readonly api: Api,
    private readonly plan: VisitsPlan,
  ) {
    this.seconds = secondsOf(plan.stages);
  }

  /** As many at once as the profile says: who is done begins anew, while there are too many they go home. */
  async byPeople(): Promise<void> {
    const { from, stages } = this.plan;
    const visitors: Promise<void>[] = [];
    let here = 0;
    const visitor = async () => {
      here += 1;
      while (!this.isOver() && here <= Math.max(1, targetAt(from, stages, this.passed())))
        await this.visit();
      here -= 1;
    };
    while (!this.isOver()) {
      while (here < Math.floor(targetAt(from, stages, this.passed()))) visitors.push(visitor());
      await pause(lookEveryMs);
    }
    await Promise.all(visitors);
  }

  /** As many a second as the profile says, whatever the answers do. */
  async atRate(): Promise<void> {
    const { from, stages, visitorsMax } = this.plan;
    const running = new Set<Promise<void>>();
    let begun = 0;
    while (!this.isOver()) {
      const due = Math.floor(dueUpTo(from, stages, this.passed()));
      for (; begun < due; begun++) {
        if (running.size >= visitorsMax) {
          this.visited.dropped += 1;
          continue;
        }
        const visit: Promise<void> = this.visit().finally(() => running.delete(visit));
        running.add(visit);
      }
      await pause(lookEveryMs);
    }
    await Promise.all(running);
  }

  private passed = () => (now() - this.beganAt) / 1_000;

  private isOver = () =>
    this.passed() >= this.seconds || (this.plan.once && this.next >= this.plan.people.length);

  private async visit(): Promise<void> {
    const n = this.next++;
    const { people, once, visit } = this.plan;
    const person = people[once ? n : n % people.length];
    if (!person) return;
    const isWhole = await visitOf[visit](this.api, this.plan, person, n);
    this.visited.iterations += 1;
    if (isWhole) this.visited.whole += 1;
  }
}
