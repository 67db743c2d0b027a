import { formatDateTime } from '@/components/format/time';
import { compare, differencesOf, overlay, type Row, tolerancePercent } from '../compare';
import { changeOf, labelOf, valueOf } from '../compare-table';
import { type Plot, plotsOf } from '../plots';
import type { Run } from '../read';
import type { Summary } from '../summary.schema';
import type { Words } from '../words/index';
import { renderDocument } from './document';
import { headlineOf } from './page';
import { PlotFigure, Section, Table, Verdict } from './parts';

type Props = { words: Words; a: Summary; b: Summary; rows: Row[]; plots: Plot[] };

const countOf = (rows: Row[], verdict: Row['verdict']) =>
  rows.filter((row) => row.verdict === verdict).length;

const headline = (words: Words, rows: Row[]) =>
  words.compare.headline(countOf(rows, 'worse'), countOf(rows, 'better'));

function RowVerdict({ words, verdict }: { words: Words; verdict: Row['verdict'] }) {
  if (verdict === null) return '–';
  if (verdict === 'same') return <span className="quiet">{words.same}</span>;
  return <Verdict good={verdict === 'better'}>{words[verdict]}</Verdict>;
}

function Figures({ words, rows, caption }: { words: Words; rows: Row[]; caption: string }) {
  const { heads } = words;
  return (
    <Table
      caption={caption}
      head={[heads.what, heads.verdict, heads.change, heads.a, heads.b]}
      rows={rows.map((row) => [
        labelOf(words, row),
        <RowVerdict key="verdict" words={words} verdict={row.verdict} />,
        changeOf(row),
        valueOf(words, row.unit, row.a),
        valueOf(words, row.unit, row.b),
      ])}
    />
  );
}

function Differences({ words, a, b }: Pick<Props, 'words' | 'a' | 'b'>) {
  const differences = differencesOf(a, b);
  if (differences.length === 0) return <p>{words.compare.sameSettings}</p>;
  return (
    <Table
      caption={words.compare.differs}
      head={[words.heads.what, words.heads.a, words.heads.b]}
      rows={differences}
    />
  );
}

function ComparePage({ words, a, b, rows, plots }: Props) {
  const { sections, language } = words;
  const id = (name: string) => `${language}-section-${name}`;
  const groups = [
    { name: 'line' as const, rows: rows.filter(({ subject }) => subject === null) },
    { name: 'answers' as const, rows: rows.filter(({ subject }) => subject && 'step' in subject) },
    {
      name: 'machine' as const,
      rows: rows.filter(({ subject }) => subject && 'process' in subject),
    },
  ];
  return (
    <>
      <header>
        <div className="over">
          <p>
            <b>Openrun</b> {words.compareTitle}
          </p>
          <button type="button" data-switch="">
            {words.other}
          </button>
        </div>
        <h1>{headline(words, rows)}</h1>
        <ul className="story">
          {[a, b].map((summary, n) => (
            <li key={summary.run.id}>
              <b>{n === 0 ? 'A' : 'B'}</b> {summary.run.id},{' '}
              {formatDateTime(summary.run.startedAt, words.language, true)}:{' '}
              {headlineOf(words, summary)}
            </li>
          ))}
        </ul>
      </header>
      <main id={`${language}-content`}>
        <Section id={id('differs')} title={words.compare.differs}>
          <Differences {...{ words, a, b }} />
        </Section>
        {plots.length > 0 && (
          <Section id={id('plots')} title={words.compare.overlaid}>
            <div className="plots">
              {plots.map((plot) => (
                <PlotFigure key={plot.id} {...{ words, plot }} />
              ))}
            </div>
          </Section>
        )}
        <Section id={id('figures')} title={sections.figures}>
          <p className="note">{words.compare.note(tolerancePercent)}</p>
          {groups.map(({ name, rows: some }) => (
            <Figures key={name} {...{ words, rows: some, caption: sections[name] }} />
          ))}
        </Section>
      </main>
    </>
  );
}

type Side = { run: Run; summary: Summary };

/** Two runs side by side, as one page of its own. */
export function renderComparison(a: Side, b: Side): Promise<string> {
  const rows = compare(a.summary, b.summary);
  const { plots, marks } = overlay(plotsOf(a.run, a.summary), plotsOf(b.run, b.summary));
  return renderDocument({
    ...{ plots, marks },
    titleOf: (words) => `${headline(words, rows)} · ${words.compareTitle}`,
    page: (words) => <ComparePage {...{ words, a: a.summary, b: b.summary, rows, plots }} />,
  });
}
