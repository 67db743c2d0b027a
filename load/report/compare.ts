import type { Mark, Plot, Series } from './plots';
import type { StepName } from './run.schema';
import { stepNames } from './run.schema';
import type { Summary } from './summary.schema';

/** One figure of two runs. `change` is in percent of A; null where A is nothing, or one of them did not measure it. */
export type Row = {
  key: string;
  /** The step or the process that it is of. */
  subject: { step: StepName } | { process: string } | null;
  unit: 'seconds' | 'percent' | 'ms' | 'people' | 'seats' | 'per_second' | 'cores' | 'mb' | 'count';
  a: number | null;
  b: number | null;
  change: number | null;
  verdict: 'better' | 'worse' | 'same' | null;
};

/** A smaller change is chance: two runs of the same thing differ by as much. */
export const tolerancePercent = 5;

/** And so is one that is smaller than this, whatever its share: a millisecond is twice half of one. */
const floors: Partial<Record<Row['unit'], number>> = { ms: 1, seconds: 0.05, cores: 0.02, mb: 5 };

type Metric = Pick<Row, 'key' | 'subject' | 'unit'> & {
  better: 'more' | 'less';
  /** What may not happen at all: the least change counts. */
  isStrict?: boolean;
  of: (summary: Summary) => number | null | undefined;
};

const seconds = (ms: number | undefined) => (ms === undefined ? null : ms / 1_000);

const saleMetrics: Omit<Metric, 'subject'>[] = [
  { key: 'sold_out', unit: 'seconds', better: 'less', of: ({ sale }) => sale.soldOutAfterS },
  { key: 'sold', unit: 'seats', better: 'more', of: ({ sale }) => sale.sold },
  {
    ...{ key: 'availability', unit: 'percent', better: 'more', isStrict: true },
    of: ({ requests }) => (requests.availability === null ? null : requests.availability * 100),
  },
  {
    ...{ key: 'failed', unit: 'count', better: 'less', isStrict: true },
    of: ({ requests }) => requests.failed,
  },
  {
    ...{ key: 'violations', unit: 'count', better: 'less', isStrict: true },
    of: ({ run }) => run.audit.violations.length,
  },
  { key: 'wait_mean', unit: 'seconds', better: 'less', of: ({ waits }) => seconds(waits?.meanMs) },
  { key: 'wait_p50', unit: 'seconds', better: 'less', of: ({ waits }) => seconds(waits?.p50Ms) },
  { key: 'wait_max', unit: 'seconds', better: 'less', of: ({ waits }) => seconds(waits?.maxMs) },
  { key: 'at_once', unit: 'people', better: 'more', of: ({ people }) => people.atOnceMax },
  { key: 'per_second', unit: 'per_second', better: 'more', of: (run) => run.requests.perSecond },
  { key: 'payments', unit: 'per_second', better: 'more', of: ({ best }) => best.payments },
  { key: 'connections', unit: 'count', better: 'less', of: (run) => run.databaseConnectionsMax },
];

const stepMetrics = stepNames.flatMap((step): Metric[] =>
  (['mean', 'p50', 'p95', 'p99'] as const).map((key) => ({
    ...{ key, subject: { step }, unit: 'ms', better: 'less' },
    of: ({ steps }) => steps[step]?.[key === 'mean' ? 'meanMs' : key],
  })),
);

const processMetrics = (names: string[]) =>
  names.flatMap((process): Metric[] => {
    const of = { subject: { process }, better: 'less' as const };
    return [
      { ...of, key: 'cpu', unit: 'cores', of: (run) => run.processes[process]?.cpuMean },
      { ...of, key: 'memory', unit: 'mb', of: (run) => run.processes[process]?.rssMaxMb },
      {
        ...{ ...of, key: 'eventLoop', unit: 'ms' },
        of: (run) => run.processes[process]?.eventLoopP99MaxMs,
      },
    ];
  });

function judge({ better, unit, isStrict }: Metric, a: number, b: number): Row['verdict'] {
  const difference = Math.abs(b - a);
  const least = isStrict ? 0 : Math.max(floors[unit] ?? 0, (Math.abs(a) * tolerancePercent) / 100);
  if (difference <= least) return 'same';
  return b > a === (better === 'more') ? 'better' : 'worse';
}

/** Every figure that at least one of the two has, in the order in which a report shows them. */
export function compare(a: Summary, b: Summary): Row[] {
  const processes = new Set([a, b].flatMap((run) => Object.keys(run.processes)));
  const metrics: Metric[] = [
    ...saleMetrics.map((metric) => ({ ...metric, subject: null })),
    ...stepMetrics,
    ...processMetrics([...processes]),
  ];
  return metrics.flatMap((metric) => {
    const { key, subject, unit } = metric;
    const [before, after] = [metric.of(a) ?? null, metric.of(b) ?? null];
    if (before === null && after === null) return [];
    const isKnown = before !== null && after !== null;
    const change = isKnown && before !== 0 ? ((after - before) / before) * 100 : null;
    const verdict = isKnown ? judge(metric, before, after) : null;
    return [{ key, subject, unit, a: before, b: after, change, verdict }];
  });
}

/** What the two runs were not alike in: without this a difference in their figures says little. */
export function differencesOf(a: Summary, b: Summary): [name: string, a: string, b: string][] {
  const facts = ({ run }: Summary): Record<string, string> => ({
    ...{ name: run.name, seed: String(run.seed), commit: run.commit },
    machine: Object.values(run.machine).join(', '),
    generator: `${run.generator.name} ${run.generator.version}`,
    ...run.versions,
    ...Object.fromEntries(Object.entries(run.settings).map(([key, value]) => [key, String(value)])),
  });
  const [left, right] = [facts(a), facts(b)];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names]
    .filter((name) => left[name] !== right[name])
    .map((name) => [name, left[name] ?? '–', right[name] ?? '–']);
}

/** The plots worth laying over each other, and which line of each. */
const overlaid: Record<string, string> = {
  ...{ line: 'waiting', admissions: 'admitted', waits: 'p50', seats: 'sold', answers: 'answered' },
  ...{ 'step-hold': 'p95', 'step-reserve': 'p95', 'step-pay': 'p95', connections: 'connections' },
};

type Drawn = { plots: Plot[]; marks: Mark[] };

/** One line of A and the same of B in one plot, on the seconds since each opening. */
export function overlay(a: Drawn, b: Drawn): Drawn {
  const plots = Object.entries(overlaid).flatMap(([id, key]): Plot[] => {
    const both = [a, b].map(({ plots: drawn }) => drawn.find((plot) => plot.id === id));
    const [first, second] = both;
    if (!first || !second) return [];
    const at = new Set([...first.x, ...second.x].map((x) => Math.round(x)));
    const x = [...at].sort((left, right) => left - right);
    const lineOf = (plot: Plot, name: string, looks: Pick<Series, 'colour' | 'dash'>): Series => {
      const points = plot.series.find((series) => series.key === key)?.points ?? [];
      const known = new Map(plot.x.map((value, n) => [Math.round(value), points[n] ?? null]));
      return { key: name, ...looks, points: x.map((value) => known.get(value) ?? null) };
    };
    const series = [
      lineOf(first, 'A', { colour: 'muted', dash: 'solid' }),
      lineOf(second, 'B', { colour: 'accent', dash: 'dashed' }),
    ];
    return [{ ...first, x, series }];
  });
  const hasOpening = [a, b].every(({ marks }) => marks.some((mark) => mark.key === 'opening'));
  return { plots, marks: hasOpening ? [{ at: 0, key: 'opening' }] : [] };
}
