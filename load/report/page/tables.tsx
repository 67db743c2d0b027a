import { isQuick } from '../kpis';
import type { Kpi, PublishedRow, Summary } from '../summary.schema';
import { number, percent } from '../words/format';
import type { Words } from '../words/index';
import { Table, Verdict } from './parts';

type Props = { words: Words; summary: Summary };

/** What became of everybody, as one bar and as a table: the shares are of those who arrived. */
export function People({ words, summary }: Props) {
  const { fans } = summary.run;
  if (!fans || fans.arrived === 0) return null;
  const outcomes = Object.entries(fans.outcomes).filter(([, count]) => count > 0);
  const shareOf = (count: number) => (count / fans.arrived) * 100;
  return (
    <>
      <p>{words.arrived(fans.arrived)}</p>
      <div className="bar" aria-hidden="true">
        {outcomes.map(([outcome, count]) => (
          <i key={outcome} className={`of-${outcome}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <Table
        caption={words.sections.people}
        head={[words.heads.outcome, words.heads.people, words.heads.share]}
        rows={outcomes.map(([outcome, count]) => [
          <span key={outcome} className="outcome">
            <i className={`dot of-${outcome}`} aria-hidden="true" />{' '}
            {words.outcomes[outcome] ?? outcome}
          </span>,
          words.people(count),
          percent(shareOf(count)),
        ])}
      />
    </>
  );
}

function KpiVerdict({ words, kpi }: { words: Words; kpi: Kpi }) {
  if (kpi.figure === null) return <span className="quiet">{words.notMeasured}</span>;
  if (kpi.met === null) return <span className="quiet">{words.notJudged}</span>;
  return <Verdict good={kpi.met}>{kpi.met ? words.met : words.missed}</Verdict>;
}

/** A bound reads with its direction: at least for what should be much, at most for what should be little. */
function boundOf(words: Words, { name, unit }: Kpi, value: number): string {
  const isFloor = ['availability', 'rate', 'people'].includes(name);
  if (value === 0) return words.units[unit](0);
  return `${isFloor ? '≥' : '≤'} ${words.units[unit](value)}`;
}

export function Kpis({ words, summary }: Props) {
  const { heads, kpis, units } = words;
  return (
    <>
      <Table
        caption={words.sections.kpis}
        head={[heads.what, heads.figure, heads.verdict, heads.goal, heads.mission]}
        rows={summary.kpis.map((kpi) => [
          kpis[kpi.name],
          kpi.figure === null ? '–' : units[kpi.unit](kpi.figure),
          <KpiVerdict key={kpi.name} words={words} kpi={kpi} />,
          boundOf(words, kpi, kpi.goal),
          boundOf(words, kpi, kpi.mission),
        ])}
      />
      {isQuick(summary) && <p className="note">{words.quickNote}</p>}
      <p className="note">{words.kpiNote}</p>
    </>
  );
}

/** How many times theirs ours is, the way round that is above 1 where we are ahead. */
function ratioOf({ theirs, ours, unit }: PublishedRow): string {
  const ratio = unit === 'per_second' ? ours / theirs : theirs / ours;
  return Number.isFinite(ratio) ? `${number(ratio)}×` : '–';
}

export function Published({ words, summary }: Props) {
  const { heads, published, units } = words;
  if (summary.published.length === 0) return <p>{words.noPublished}</p>;
  return (
    <>
      <Table
        caption={words.sections.published}
        head={[heads.what, heads.ours, heads.theirs, heads.verdict, heads.ratio, heads.source]}
        rows={summary.published.map((row) => [
          published[row.what] ?? row.what,
          units[row.unit](row.ours),
          units[row.unit](row.theirs),
          <Verdict key={row.what} good={row.isBetter}>
            {row.isBetter ? words.better : words.worse}
          </Verdict>,
          ratioOf(row),
          <span key="source" className="source">
            {row.source}
          </span>,
        ])}
      />
      <p className="note">{words.publishedNote}</p>
    </>
  );
}

export function Steps({ words, summary }: Props) {
  const { heads, units } = words;
  const about = (isEstimated: boolean, value: number) =>
    `${isEstimated ? '≈ ' : ''}${units.ms(value)}`;
  return (
    <Table
      caption={words.sections.answers}
      head={[
        ...[heads.step, heads.count, heads.perSecond, heads.failed, heads.refused, heads.mean],
        ...['p50', 'p95', 'p99', heads.max],
      ]}
      rows={Object.entries(summary.steps).map(([name, step]) => [
        words.steps[name as keyof Words['steps']],
        number(step.count),
        number(step.perSecond),
        number(step.failed),
        number(step.refused),
        units.ms(step.meanMs),
        about(step.isEstimated, step.p50),
        about(step.isEstimated, step.p95),
        about(step.isEstimated, step.p99),
        units.ms(step.maxMs),
      ])}
    />
  );
}

export function Codes(props: { words: Words; title: string; codes: Record<string, number> }) {
  const { heads } = props.words;
  return (
    <Table
      caption={props.title}
      head={[props.title, heads.count]}
      rows={Object.entries(props.codes).map(([code, count]) => [
        <code key={code}>{code}</code>,
        number(count),
      ])}
    />
  );
}

export function Processes({ words, summary }: Props) {
  const { heads, units } = words;
  return (
    <Table
      caption={words.sections.machine}
      head={[
        ...[heads.process, heads.cpuMean, heads.cpuMax, heads.memoryFirst, heads.memoryLast],
        ...[heads.memoryMax, heads.eventLoop, heads.handles],
      ]}
      rows={Object.entries(summary.processes).map(([name, figures]) => [
        name,
        units.cores(figures.cpuMean),
        units.cores(figures.cpuMax),
        units.mb(figures.rssFirstMb),
        units.mb(figures.rssLastMb),
        units.mb(figures.rssMaxMb),
        figures.eventLoopP99MaxMs === null ? '–' : units.ms(figures.eventLoopP99MaxMs),
        figures.handlesMax === null ? '–' : number(figures.handlesMax),
      ])}
    />
  );
}
