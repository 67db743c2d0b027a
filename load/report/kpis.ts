import { type Figures, doneOf, mergeFigures } from './figures';
import type { Phase, StepName } from './run.schema';
import type { Run } from './read';
import type { Kpi, Summary } from './summary.schema';

/** What of a phase is known: each step's figures and how long it went on. */
export type PhaseFigures = {
  phase: Phase;
  seconds: number;
  step: (name: StepName) => Figures | null;
  /** Several steps together, every one when none is named. */
  together: (...names: StepName[]) => Figures | null;
};

/** Null where the run had no such phase. Exact figures of the phase go before those reckoned from its seconds. */
export function phaseOf({ run, seconds }: Run, name: string): PhaseFigures | null {
  const phase = run.phases?.find((each) => each.name === name);
  if (!phase) return null;
  const within = seconds.filter(({ t }) => t >= phase.fromS && t < phase.toS);
  const partsOf = (step: StepName) => {
    const exact = phase.steps?.[step];
    return exact ? [exact] : within.flatMap(({ steps }) => steps[step] ?? []);
  };
  const all = new Set([...within, phase].flatMap(({ steps }) => Object.keys(steps ?? {})));
  return {
    phase,
    seconds: phase.toS - phase.fromS,
    step: (step) => mergeFigures(partsOf(step)),
    together: (...names) =>
      mergeFigures((names.length > 0 ? names : [...(all as Set<StepName>)]).flatMap(partsOf)),
  };
}

/** Made with `--quick`: fewer people, for seconds, to see that everything works. */
export const isQuick = ({ run }: { run: Run['run'] }): boolean => run.settings.quick === true;

const peopleOf = ({ run: { settings, fans } }: Run): number =>
  typeof settings.fans === 'number' ? settings.fans : (fans?.arrived ?? 0);

type Reading = Pick<Kpi, 'name' | 'unit' | 'goal' | 'mission'> & {
  figure: number | null;
  isMet: (figure: number, goal: number) => boolean;
};

const atLeast = (figure: number, goal: number) => figure >= goal;
const atMost = (figure: number, goal: number) => figure <= goal;

/**
 * The mission's KPIs. The rate counts a reservation with its payment as one, completed, over the phase `saturated`; the
 * response is the mean over reservations and payments of the phase `response`. Both are null in runs without that phase.
 */
export function judgeKpis(run: Run, { requests, people, waits }: Judged): Kpi[] {
  const saturated = phaseOf(run, 'saturated');
  const paid = saturated?.step('pay');
  const response = phaseOf(run, 'response')?.together('reserve', 'pay');
  const { availability } = requests;
  const readings: Reading[] = [
    {
      ...{ name: 'availability', unit: 'percent', mission: 99.9, goal: 99.99, isMet: atLeast },
      figure: availability === null ? null : availability * 100,
    },
    {
      ...{ name: 'rate', unit: 'per_second', mission: 500, goal: 1_500, isMet: atLeast },
      figure: saturated && paid ? doneOf(paid) / saturated.seconds : null,
    },
    {
      ...{ name: 'response', unit: 'ms', mission: 1_000, goal: 50, isMet: atMost },
      figure: response?.meanMs ?? null,
    },
    {
      ...{ name: 'people', unit: 'people', mission: 10_000, goal: 10_000, isMet: atLeast },
      figure: people.atOnceMax === 0 ? null : people.atOnceMax,
    },
    {
      ...{ name: 'wait', unit: 'seconds', mission: 180, goal: 180, isMet: atMost },
      figure: waits ? waits.meanMs / 1_000 : null,
    },
    {
      ...{ name: 'sold_twice', unit: 'violations', mission: 0, goal: 0, isMet: atMost },
      figure: run.run.audit.violations.length,
    },
  ];
  // A run of fewer people than the goal says nothing about whether that many could have been there, and a quick one nothing
  // about rates.
  const isMeant = (name: Kpi['name']) =>
    name === 'people'
      ? peopleOf(run) >= 10_000
      : !(isQuick(run) && (name === 'rate' || name === 'response'));
  return readings.map(({ isMet, ...kpi }) => ({
    ...kpi,
    met: kpi.figure === null || !isMeant(kpi.name) ? null : isMet(kpi.figure, kpi.goal),
  }));
}
type Judged = Pick<Summary, 'requests' | 'people' | 'waits'>;
