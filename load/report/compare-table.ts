import { bold, dim, green, red } from '../../scripts/lib/say';
import { differencesOf, type Row, tolerancePercent } from './compare';
import type { Summary } from './summary.schema';
import { number } from './words/format';
import { en, type Words } from './words/index';

export const labelOf = (words: Words, { key, subject }: Row): string => {
  const metric = words.compare.metrics[key] ?? key;
  if (subject === null) return metric;
  return 'step' in subject
    ? `${words.steps[subject.step]}, ${metric}`
    : `${subject.process}, ${metric}`;
};

export const valueOf = (words: Words, unit: Row['unit'], value: number | null): string =>
  value === null ? '–' : words.units[unit](value);

export const changeOf = ({ change, a, b }: Row): string => {
  if (a === b && a !== null) return '0 %';
  if (change === null) return '–';
  return `${change > 0 ? '+' : '−'}${number(Math.abs(change))} %`;
};

const paints = { better: green, worse: red, same: dim };

/** Two runs beside each other for a terminal; what got worse is last, where one looks first. */
export function tableOf(a: Summary, b: Summary, rows: Row[]): string {
  const cells = rows.map((row) => [
    labelOf(en, row),
    valueOf(en, row.unit, row.a).replaceAll('\u00a0', ' '),
    valueOf(en, row.unit, row.b).replaceAll('\u00a0', ' '),
    changeOf(row),
  ]);
  const head = ['', 'A', 'B', 'change'];
  const widths = head.map((_, n) => Math.max(...[head, ...cells].map((line) => line[n]!.length)));
  const align = (line: string[]) =>
    line
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ');
  const lines = rows.map(({ verdict }, n) => {
    const line = align(cells[n]!);
    return verdict === null ? line : `${line}  ${paints[verdict](verdict)}`;
  });
  const worse = rows.filter(({ verdict }) => verdict === 'worse');
  const better = rows.filter(({ verdict }) => verdict === 'better');
  return [
    `A ${a.run.id}, B ${b.run.id}`,
    ...differencesOf(a, b).map(([name, left, right]) => dim(`  ${name}: ${left} → ${right}`)),
    bold(align(head)),
    ...lines,
    dim(en.compare.note(tolerancePercent)),
    bold(en.compare.headline(worse.length, better.length)),
    ...worse.map((row) => red(`  ${labelOf(en, row)} ${changeOf(row)}`)),
  ].join('\n');
}
