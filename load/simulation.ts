import type { Habits, Plan, Target } from './crowd/plan';
import type { Random } from './crowd/random';
import type { Options } from './options';
import { answered } from './report/figures';
import type { ProcessLine, RunFile, StepFigures, StepName } from './report/run.schema';
import type { Sale } from './sale';

export type Threshold = RunFile['thresholds'][number];

/** What a part of a run came to. */
export type PhaseResult = {
  seconds: number;
  steps: Partial<Record<StepName, StepFigures>>;
  errors: number;
  iterations: number;
  dropped: number;
  whole: number;
};

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type PlanOf = Without<Plan, 'seed' | 'target'>;

/** What a simulation is given to work with. */
export type Stage = {
  options: Options;
  random: Random;
  target: Target;
  /** Noted in the run's file, as what it was run with. */
  set(settings: RunFile['settings']): void;
  /** Line and seats of this sale are looked at from now on. */
  watch(sale: Sale): void;
  /** When its sale opens, in Unix ms. */
  opens(at: number): void;
  /** Plays a plan, as a part of the run that is judged by itself. */
  phase(name: string, plan: PlanOf): Promise<PhaseResult>;
  /** Waits in ms of everybody who came in so far. */
  waits(): number[];
  outcomes(): Record<string, number>;
  /** The most people who were there at the same time, from joining to their end. */
  peakAtOnce(): number;
  processLines(): ProcessLine[];
};

export type Simulation = {
  /** For who asks what there is. */
  about: string;
  play(stage: Stage): Promise<Threshold[]>;
};

export const atMost = (name: string, value: number, limit: number): Threshold => ({
  ...{ name, value: rounded(value), limit },
  ok: value <= limit,
});
export const below = (name: string, value: number, limit: number): Threshold => ({
  ...{ name, value: rounded(value), limit },
  ok: value < limit,
});
export const atLeast = (name: string, value: number, limit: number): Threshold => ({
  ...{ name, value: rounded(value), limit },
  ok: value >= limit,
});

const rounded = (value: number) => Number(value.toFixed(4));

/** Of a hundred answers, how many were no error: a rightful no is an answer, a socket that broke is an error. */
export function availability(phases: PhaseResult[]): number {
  const errors = phases.reduce((sum, phase) => sum + phase.errors, 0);
  const steps = phases.flatMap((phase) => Object.values(phase.steps));
  return 100 * (answered(steps, errors).availability ?? 1);
}

/** What people usually take for it, in seconds, and how many of them do something else. */
export const usual: Habits = {
  ...{ enterS: 3, chooseS: 12, payS: 8 },
  ...{ noShow: 0.02, leaves: 0.03, abandons: 0.02, cancels: 0.03, choosesOnMap: 0.5 },
};

export const thinking = (times: number): Habits => ({
  ...usual,
  enterS: usual.enterS * Math.min(1, times),
  chooseS: usual.chooseS * times,
  payS: usual.payS * times,
});
