import type { Plot, Series } from '../plots';
import type { StepName } from '../run.schema';
import { clock } from '../words/format';
import type { Words } from '../words/index';

/** What a plot's parts are called, and its points in words: for the legend, the sentence and the table. */

export const titleOf = (words: Words, { id }: Plot): string =>
  id.startsWith('step-')
    ? words.steps[id.slice('step-'.length) as StepName]
    : (words.plots[id] ?? id);

export const labelOf = (words: Words, { key }: Series): string => words.series[key] ?? key;

export const valueOf = (words: Words, { unit }: Plot, value: number | null): string =>
  value === null ? '–' : words.units[unit](value);

export const placeOf = (words: Words, { along }: Plot, x: number): string =>
  along === 'time' ? clock(x) : words.arrivalShare(x);

/** Each line's highest point, where it was, and where it ended: what one would see at a glance. */
export function describe(words: Words, plot: Plot): string {
  const said = plot.series.flatMap((series) => {
    const seen = series.points.flatMap((value, n) => (value === null ? [] : [{ value, n }]));
    if (seen.length === 0) return [];
    const peak = seen.reduce((best, each) => (each.value > best.value ? each : best));
    const most = valueOf(words, plot, peak.value);
    const at = placeOf(words, plot, plot.x[peak.n]!);
    const label = labelOf(words, series);
    return plot.along === 'time'
      ? [words.peak(label, most, at, valueOf(words, plot, seen.at(-1)!.value))]
      : [words.peakOfWaits(label, most, at)];
  });
  return said.join(' · ');
}

/** A table is read, not scanned: at most so many of the points, evenly, the first and the last among them. */
const rowsMax = 24;

export function rowsOf(plot: Plot): number[] {
  const count = plot.x.length;
  const rows = Math.min(rowsMax, count);
  const at = (n: number) => (rows === 1 ? 0 : Math.round((n * (count - 1)) / (rows - 1)));
  return Array.from({ length: rows }, (_, n) => at(n));
}
