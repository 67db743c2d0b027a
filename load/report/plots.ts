import type { Run } from './read';
import { type SecondLine, stepNames } from './run.schema';
import { openingOf } from './summary';
import type { Summary } from './summary.schema';

/** What a plot shows, in no language: the page words it, the browser draws it, its table is made of the same points. */
export type Series = {
  /** A key of the words' `series`, or a name that needs no translation: a code, a process. */
  key: string;
  /** A token of the site's design. */
  colour: string;
  dash: 'solid' | 'dashed' | 'dotted';
  points: (number | null)[];
};
export type Plot = {
  id: string;
  section: 'line' | 'seats' | 'answers' | 'steps' | 'faults' | 'machine';
  unit: 'people' | 'seats' | 'per_second' | 'ms' | 'seconds' | 'cores' | 'mb' | 'count';
  /** Along the bottom: seconds from the opening, or the share of people who had arrived, 0 to 100. */
  along: 'time' | 'arrival';
  scale: 'linear' | 'log';
  x: number[];
  series: Series[];
};
export type Mark = { at: number; key: string };

const colours = ['accent', 'grade-r', 'grade-s', 'grade-a', 'grade-vip', 'muted', 'bad'];
const dashes = ['solid', 'dashed', 'dotted'] as const;

/** The nth line's looks: no two of the first twenty-one alike, and dashes tell them apart without colours. */
const looks = (nth: number) => ({
  colour: colours[nth % colours.length]!,
  dash: dashes[(nth + Math.floor(nth / colours.length)) % dashes.length]!,
});

/** More are not told apart on a screen; longer runs have several seconds in one point. */
const pointsMax = 300;
const codesMax = 6;

function inPieces<T>(values: T[]): T[][] {
  const size = Math.ceil(values.length / pointsMax);
  const pieces = Math.ceil(values.length / size);
  return Array.from({ length: pieces }, (_, n) => values.slice(n * size, (n + 1) * size));
}

/** Four digits are more than a plot shows. */
const short = (value: number) => Number(value.toPrecision(4));

const most = (values: number[]) => (values.length === 0 ? null : short(Math.max(...values)));
const mean = (values: number[]) => short(values.reduce((sum, v) => sum + v, 0) / values.length);

export function plotsOf(run: Run, summary: Summary): { plots: Plot[]; marks: Mark[] } {
  const opening = openingOf(run) ?? 0;
  // A line tells how its second ended: shown at its beginning, people would come in before the opening.
  const pieces = inPieces(run.seconds);
  const x = pieces.map((piece) => piece.at(-1)!.t + 1 - opening);
  const plots = [
    ...linePlots(pieces, x),
    ...waitPlots(run),
    ...seatPlots(pieces, x),
    ...answerPlots(pieces, x),
    ...stepPlots(pieces, x),
    ...codePlots(pieces, x, 'errors', summary.errors),
    ...codePlots(pieces, x, 'refusals', summary.refusals),
    ...machinePlots(run, opening),
  ];
  return { plots, marks: marksOf(run, summary, opening) };
}

/** The opening, the last seat, and where a phase begins that is long enough to be seen. */
function marksOf({ run }: Run, { sale, durationS }: Summary, opening: number): Mark[] {
  const long = (run.phases ?? []).filter(({ fromS, toS }) => toS - fromS > durationS / 20);
  const marks = [
    ...(run.opensAt === undefined ? [] : [{ at: 0, key: 'opening' }]),
    ...(sale.soldOutAfterS === null ? [] : [{ at: sale.soldOutAfterS, key: 'sold_out' }]),
    ...long.map(({ name, fromS }) => ({ at: fromS - opening, key: name })),
  ];
  return marks.sort((a, b) => a.at - b.at);
}

const time = (x: number[]) => ({ along: 'time' as const, scale: 'linear' as const, x });

/** Levels at the end of each piece, in one look after another. */
const levels = (pieces: SecondLine[][], of: Record<string, (second: SecondLine) => number>) =>
  Object.entries(of).map(([key, read], nth) => ({
    ...{ key, ...looks(nth) },
    points: pieces.map((piece) => read(piece.at(-1)!)),
  }));

function linePlots(pieces: SecondLine[][], x: number[]): Plot[] {
  if (pieces.every((piece) => piece.every(({ line }) => line.waiting + line.admitted === 0)))
    return [];
  const admitted = pieces.map((piece) => piece.at(-1)!);
  const rate = admitted.map(({ t, line }, n) => {
    const before = admitted[n - 1];
    return before ? short((line.admitted - before.line.admitted) / (t - before.t)) : 0;
  });
  return [
    {
      ...{ id: 'line', section: 'line', unit: 'people', ...time(x) },
      series: levels(pieces, {
        waiting: ({ line }) => line.waiting,
        inside: ({ line }) => line.inside,
      }),
    },
    {
      ...{ id: 'admissions', section: 'line', unit: 'per_second', ...time(x) },
      series: [{ key: 'admitted', ...looks(0), points: rate }],
    },
  ];
}

function waitPlots({ waits }: Run): Plot[] {
  const groups = waits.filter(({ fans }) => fans > 0);
  if (groups.length === 0) return [];
  const inSeconds = (key: string, nth: number, of: (group: (typeof groups)[number]) => number) => ({
    ...{ key, ...looks(nth) },
    points: groups.map((group) => short(of(group) / 1_000)),
  });
  return [
    {
      ...{ id: 'waits', section: 'line', unit: 'seconds', along: 'arrival', scale: 'linear' },
      x: groups.map(({ arrivalPercentile }) => arrivalPercentile),
      series: [
        inSeconds('p50', 0, ({ p50Ms }) => p50Ms),
        inSeconds('p95', 1, ({ p95Ms }) => p95Ms),
        inSeconds('max', 2, ({ maxMs }) => maxMs),
      ],
    },
  ];
}

function seatPlots(pieces: SecondLine[][], x: number[]): Plot[] {
  const isIdle = ({ seats }: SecondLine) => seats.sold + seats.held + seats.reserving === 0;
  if (pieces.every((piece) => piece.every(isIdle))) return [];
  return [
    {
      ...{ id: 'seats', section: 'seats', unit: 'seats', ...time(x) },
      series: levels(pieces, {
        sold: ({ seats }) => seats.sold,
        reserving: ({ seats }) => seats.reserving,
        held: ({ seats }) => seats.held,
      }),
    },
  ];
}

function answerPlots(pieces: SecondLine[][], x: number[]): Plot[] {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const read: Record<string, (second: SecondLine) => number> = {
    answered: ({ steps }) => sum(Object.values(steps).map(({ count }) => count)),
    refused: ({ refusals }) => sum(Object.values(refusals)),
    failed: ({ errors }) => sum(Object.values(errors)),
  };
  return [
    {
      ...{ id: 'answers', section: 'answers', unit: 'per_second', ...time(x) },
      series: Object.entries(read).map(([key, of], nth) => ({
        ...{ key, ...looks(nth), ...(key === 'failed' ? { colour: 'bad' } : {}) },
        points: pieces.map((piece) => mean(piece.map(of))),
      })),
    },
  ];
}

/** One small plot a step; where several seconds are one point, the slowest of them is shown. */
function stepPlots(pieces: SecondLine[][], x: number[]): Plot[] {
  const seen = stepNames.filter((name) =>
    pieces.some((piece) => piece.some(({ steps }) => (steps[name]?.count ?? 0) > 0)),
  );
  return seen.map((name) => ({
    ...{ id: `step-${name}`, section: 'steps', unit: 'ms', along: 'time', scale: 'log', x },
    series: (['p50', 'p95', 'p99'] as const).map((key, nth) => ({
      ...{ key, ...looks(nth) },
      points: pieces.map((piece) =>
        most(
          piece.flatMap(({ steps }) => {
            const figures = steps[name];
            return figures && figures.count > 0 ? [figures[key]] : [];
          }),
        ),
      ),
    })),
  }));
}

/** The most frequent codes each, the rest together. */
function codePlots(
  pieces: SecondLine[][],
  x: number[],
  kind: 'errors' | 'refusals',
  sums: Record<string, number>,
): Plot[] {
  const codes = Object.keys(sums);
  if (codes.length === 0) return [];
  const shown = codes.length > codesMax ? codes.slice(0, codesMax - 1) : codes;
  const others = codes.slice(shown.length);
  const line = (key: string, nth: number, of: (second: SecondLine) => number) => ({
    ...{ key, ...looks(nth) },
    points: pieces.map((piece) => mean(piece.map(of))),
  });
  const rest = ({ [kind]: each }: SecondLine) =>
    others.reduce((total, code) => total + (each[code] ?? 0), 0);
  return [
    {
      ...{ id: kind, section: 'faults', unit: 'per_second', ...time(x) },
      series: [
        ...shown.map((code, nth) => line(code, nth, ({ [kind]: each }) => each[code] ?? 0)),
        ...(others.length === 0 ? [] : [line('others', shown.length, rest)]),
      ],
    },
  ];
}

function machinePlots({ processes }: Run, opening: number): Plot[] {
  const pieces = inPieces(processes);
  const x = pieces.map((piece) => piece.at(-1)!.t + 1 - opening);
  const names = [...new Set(processes.flatMap((line) => Object.keys(line.processes)))].sort();
  const plot = (
    id: string,
    unit: Plot['unit'],
    key: 'cpu' | 'rssMb' | 'eventLoopP99Ms' | 'sockets' | 'handles',
    together: (values: number[]) => number | null,
  ): Plot[] => {
    // A process keeps its looks in every plot.
    const series = names.map((name, nth) => ({
      ...{ key: name, ...looks(nth) },
      points: pieces.map((piece) => {
        const values = piece.flatMap((line) => line.processes[name]?.[key] ?? []);
        return values.length === 0 ? null : together(values);
      }),
    }));
    const some = series.filter(({ points }) => points.some((value) => value !== null));
    if (some.length === 0) return [];
    return [{ id, section: 'machine', unit, ...time(x), series: some }];
  };
  return [
    ...plot('cpu', 'cores', 'cpu', mean),
    ...plot('memory', 'mb', 'rssMb', most),
    ...plot('eventLoop', 'ms', 'eventLoopP99Ms', most),
    {
      ...{ id: 'connections', section: 'machine', unit: 'count', ...time(x) },
      series: [
        {
          ...{ key: 'connections', ...looks(0) },
          points: pieces.map((piece) => most(piece.map((line) => line.databaseConnections))),
        },
      ],
    },
    ...plot('sockets', 'count', 'sockets', most),
    ...plot('handles', 'count', 'handles', most),
  ];
}
