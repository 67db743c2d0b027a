import { answered, bestPerSecond, doneOf, figuresOfSteps, quantileOf, sumCodes } from './figures';
import { judgeKpis } from './kpis';
import { compareWithPublished } from './published';
import type { Run } from './read';
import type { SecondLine, StepName } from './run.schema';
import type { Fault, Summary } from './summary.schema';

const most = (values: number[]) => values.reduce((max, value) => Math.max(max, value), 0);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** A run in figures. Pure: the same files give the same summary. */
export function summarise(run: Run): Summary {
  const { seconds, processes } = run;
  const durationS = (Date.parse(run.run.endedAt) - Date.parse(run.run.startedAt)) / 1_000;
  const faults = faultsOf(run);
  const parts = {
    requests: summariseRequests(run, durationS),
    people: summarisePeople(run),
    waits: summariseWaits(run),
    best: {
      reservations: bestPerSecond(seconds, doneIn('reserve')),
      payments: bestPerSecond(seconds, doneIn('pay')),
    },
  };
  return {
    run: run.run,
    durationS,
    passed: faults.length === 0,
    faults,
    ...parts,
    sale: summariseSale(run),
    steps: stepsOf(run, durationS),
    errors: sumCodes(seconds.map(({ errors }) => errors)),
    refusals: sumCodes(seconds.map(({ refusals }) => refusals)),
    kpis: judgeKpis(run, parts),
    published: compareWithPublished(run, parts),
    processes: summariseProcesses(run),
    databaseConnectionsMax: most(processes.map(({ databaseConnections }) => databaseConnections)),
  };
}

const doneIn = (name: StepName) => (second: SecondLine) => {
  const step = second.steps[name];
  return step ? doneOf(step) : 0;
};

function faultsOf({ run }: Run): Fault[] {
  const missed = run.thresholds.filter(({ ok }) => !ok);
  const faults: Fault[] = [
    ...run.audit.violations.map((detail) => ({ kind: 'audit' as const, detail })),
    ...missed.map(({ name, value, limit }) => ({
      ...{ kind: 'threshold' as const, detail: name },
      ...(value === undefined || limit === undefined ? {} : { value, limit }),
    })),
  ];
  if (faults.length === 0 && run.exitCode !== 0)
    faults.push({ kind: 'exit', detail: String(run.exitCode) });
  return faults;
}

function stepsOf({ run, seconds }: Run, durationS: number): Summary['steps'] {
  const figures = figuresOfSteps(seconds, run.steps);
  return Object.fromEntries(
    Object.entries(figures).map(([name, step]) => [
      name,
      { ...step, perSecond: step.count / durationS },
    ]),
  );
}

function summariseRequests({ run, seconds }: Run, durationS: number): Summary['requests'] {
  const steps = Object.values(figuresOfSteps(seconds, run.steps));
  const errors = sum(seconds.flatMap((second) => Object.values(second.errors)));
  const { count, failed, availability } = answered(steps, errors);
  return {
    ...{ count, failed, availability },
    refused: sum(seconds.flatMap(({ refusals }) => Object.values(refusals))),
    perSecond: count / durationS,
  };
}

/** At once: as the crowd counted them; else those whom the line counts, which are without the invited. */
const summarisePeople = ({ run, seconds }: Run): Summary['people'] => ({
  atOnceMax: run.fans?.peakAtOnce ?? most(seconds.map(({ line }) => line.waiting + line.inside)),
  admitted: most(seconds.map(({ line }) => line.admitted)),
});

/** Seconds from the start to the opening, where there was one. */
export const openingOf = ({ run }: Pick<Run, 'run'>): number | null =>
  run.opensAt === undefined ? null : (Date.parse(run.opensAt) - Date.parse(run.startedAt)) / 1_000;

/** Sold out by the end of the second that saw the last seat go. The sale of the run; where it has a phase `journey`, of that one: the others sell seats of their own. */
function summariseSale({ run, seconds }: Run): Summary['sale'] {
  const journey = run.phases?.find(({ name }) => name === 'journey');
  const within = seconds.filter(({ t }) => !journey || (t >= journey.fromS && t < journey.toS));
  const seats = typeof run.settings.seats === 'number' ? run.settings.seats : null;
  const soldOut = seats === null ? undefined : within.find((each) => each.seats.sold >= seats);
  return {
    seats,
    sold: most(within.map((second) => second.seats.sold)),
    soldOutAfterS: soldOut ? soldOut.t + 1 - (openingOf({ run }) ?? 0) : null,
  };
}

/** Exact where the runner kept it; else put together from the twenty groups, a group without a mean by its median. */
function summariseWaits({ run, waits }: Run): Summary['waits'] {
  const groups = waits.filter(({ fans }) => fans > 0);
  if (groups.length === 0) return null;
  const people = sum(groups.map(({ fans }) => fans));
  if (run.wait) return { people, ...run.wait, isEstimated: false };
  const knots = groups.map(({ fans, p50Ms, p95Ms, maxMs }) => ({
    weight: fans,
    knots: [
      [0.5, p50Ms],
      [0.95, p95Ms],
      [1, maxMs],
    ] as [number, number][],
  }));
  return {
    people,
    meanMs: sum(groups.map(({ fans, meanMs, p50Ms }) => fans * (meanMs ?? p50Ms))) / people,
    p50Ms: quantileOf(knots, 0.5),
    p95Ms: quantileOf(knots, 0.95),
    maxMs: most(groups.map(({ maxMs }) => maxMs)),
    isEstimated: true,
  };
}

function summariseProcesses({ processes }: Run): Summary['processes'] {
  const names = [...new Set(processes.flatMap((line) => Object.keys(line.processes)))];
  return Object.fromEntries(
    names.map((name) => {
      const seen = processes.flatMap((line) => line.processes[name] ?? []);
      const maxOf = (key: 'eventLoopP99Ms' | 'sockets' | 'handles') => {
        const values = seen.flatMap((each) => each[key] ?? []);
        return values.length === 0 ? null : most(values);
      };
      return [
        name,
        {
          cpuMean: sum(seen.map(({ cpu }) => cpu)) / seen.length,
          cpuMax: most(seen.map(({ cpu }) => cpu)),
          rssFirstMb: seen[0]!.rssMb,
          rssLastMb: seen.at(-1)!.rssMb,
          rssMaxMb: most(seen.map(({ rssMb }) => rssMb)),
          eventLoopP99MaxMs: maxOf('eventLoopP99Ms'),
          socketsMax: maxOf('sockets'),
          handlesMax: maxOf('handles'),
        },
      ];
    }),
  );
}
