import { formatDateTime } from '@/components/format/time';
import type { Plot } from '../plots';
import type { Phase } from '../run.schema';
import type { Summary } from '../summary.schema';
import { number } from '../words/format';
import type { Words } from '../words/index';
import { PlotFigure, Section, Table, Verdict } from './parts';
import { Codes, Kpis, People, Processes, Published, Steps } from './tables';

type Props = { words: Words; summary: Summary; plots: Plot[] };

/** The one sentence to take away: what happened to the sale, else how much was answered. */
export function headlineOf(words: Words, { sale, requests, durationS }: Summary): string {
  const { headline } = words;
  if (sale.seats !== null && sale.soldOutAfterS !== null)
    return headline.soldOut(sale.seats, sale.soldOutAfterS);
  if (sale.sold > 0 && sale.seats !== null) return headline.soldSome(sale.sold, sale.seats);
  if (sale.sold > 0) return headline.sold(sale.sold);
  return headline.answered(requests.count - requests.failed, durationS);
}

/** What an organiser reads first, in sentences. */
function storyOf(words: Words, { waits, people, requests, run }: Summary): string[] {
  const { story } = words;
  const { count, failed, availability } = requests;
  return [
    ...(waits ? [story.wait(waits.p50Ms / 1e3, waits.p95Ms / 1e3, waits.maxMs / 1e3)] : []),
    ...(people.atOnceMax > 0 ? [story.atOnce(people.atOnceMax)] : []),
    failed === 0 ? story.noFailure(count) : story.failures(count, failed, availability! * 100),
    run.audit.ok ? story.audit : story.violations(run.audit.violations.length),
    ...(run.generator.isLimit ? [story.limit(run.generator.limitReason ?? '')] : []),
  ];
}

function Top({ words, summary }: Omit<Props, 'plots'>) {
  const { run, passed, faults } = summary;
  const started = formatDateTime(run.startedAt, words.language, true);
  return (
    <header>
      <div className="over">
        <p>
          <b>Openrun</b> {words.title(run.name)}
        </p>
        <button type="button" data-switch="">
          {words.other}
        </button>
      </div>
      <h1>{headlineOf(words, summary)}</h1>
      <p className="when">
        <Verdict good={passed}>{passed ? words.passed : words.failed}</Verdict>{' '}
        <time dateTime={run.startedAt}>{started}</time>
      </p>
      {faults.length > 0 && (
        <ul className="faults">
          {faults.map((fault) => (
            <li key={`${fault.kind} ${fault.detail}`}>{words.faults[fault.kind](fault)}</li>
          ))}
        </ul>
      )}
      <ul className="story">
        {storyOf(words, summary).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </header>
  );
}

/** From when to when, and what making its load took: figures of shared cores are read beside it. */
function phaseOf(words: Words, { fromS, toS, generatorShare, generatorDelayP99Ms }: Phase) {
  const span = `${number(fromS)} – ${number(toS)} s`;
  if (generatorShare === undefined) return span;
  return `${span}; ${words.generator(words.details.generator, generatorShare)}${
    generatorDelayP99Ms === undefined ? '' : `, ${words.late(generatorDelayP99Ms)}`
  }`;
}

/** Every kind of figure about the run that says what it was a run of. */
function Details({ words, summary }: Omit<Props, 'plots'>) {
  const { details, heads } = words;
  const { run } = summary;
  const { cpu, cores, memoryMb, os } = run.machine;
  const rows: [string, string][] = [
    [details.started, run.startedAt],
    [details.took, words.time(summary.durationS)],
    [details.commit, run.commit],
    [details.seed, String(run.seed)],
    [details.machine, words.machine(cpu, cores, memoryMb / 1_024, os)],
    [
      details.versions,
      Object.entries(run.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    [
      details.generator,
      words.generator(`${run.generator.name} ${run.generator.version}`, run.generator.share),
    ],
    ...Object.entries(run.settings).map(([name, value]): [string, string] => [
      `${details.settings}: ${name}`,
      typeof value === 'number' ? number(value) : String(value),
    ]),
    ...(run.phases ?? []).map((phase): [string, string] => [
      `${details.phases}: ${words.marks[phase.name] ?? phase.name}`,
      phaseOf(words, phase),
    ]),
  ];
  return (
    <>
      <Table caption={words.sections.details} head={[heads.name, heads.value]} rows={rows} />
      {run.thresholds.length > 0 && (
        <Table
          caption={details.thresholds}
          head={[details.thresholds, heads.value, heads.limit, heads.verdict]}
          rows={run.thresholds.map(({ name, ok, value, limit }) => [
            name,
            value === undefined ? '–' : number(value),
            limit === undefined ? '–' : number(limit),
            <Verdict key={name} good={ok}>
              {ok ? words.met : words.missed}
            </Verdict>,
          ])}
        />
      )}
    </>
  );
}

/** A run's page in one language. */
export function Page({ words, summary, plots }: Props) {
  const { sections, language } = words;
  const id = (name: string) => `${language}-section-${name}`;
  const drawn = (section: Plot['section']) => plots.filter((plot) => plot.section === section);
  const figures = (section: Plot['section'], small = false) =>
    drawn(section).map((plot) => <PlotFigure key={plot.id} {...{ words, plot, small }} />);
  const shown = (['line', 'seats'] as const).filter((section) => drawn(section).length > 0);
  return (
    <>
      <Top {...{ words, summary }} />
      <main id={`${language}-content`}>
        {summary.run.fans && summary.run.fans.arrived > 0 && (
          <Section id={id('people')} title={sections.people}>
            <People {...{ words, summary }} />
          </Section>
        )}
        <Section id={id('kpis')} title={sections.kpis}>
          <Kpis {...{ words, summary }} />
        </Section>
        <p className="hint">
          {summary.run.opensAt === undefined ? words.hintNoOpening : words.hint}
        </p>
        {shown.map((section) => (
          <Section key={section} id={id(section)} title={sections[section]}>
            <div className="plots">{figures(section)}</div>
          </Section>
        ))}
        <Section id={id('answers')} title={sections.answers}>
          <div className="plots">{figures('answers')}</div>
          <Steps {...{ words, summary }} />
          <div className="plots many">{figures('steps', true)}</div>
          <p className="note">{words.latencyNote}</p>
        </Section>
        <Section id={id('faults')} title={sections.faults}>
          <Faults {...{ words, summary }} />
          <div className="plots">{figures('faults')}</div>
        </Section>
        <Section id={id('machine')} title={sections.machine}>
          <Processes {...{ words, summary }} />
          <div className="plots">{figures('machine')}</div>
        </Section>
        <Section id={id('published')} title={sections.published}>
          <Published {...{ words, summary }} />
        </Section>
        <Section id={id('details')} title={sections.details}>
          <Details {...{ words, summary }} />
        </Section>
      </main>
    </>
  );
}

function Faults({ words, summary }: Omit<Props, 'plots'>) {
  const { errors, refusals } = summary;
  const [hasErrors, hasRefusals] = [errors, refusals].map((codes) => Object.keys(codes).length > 0);
  return (
    <>
      {!hasErrors && <p>{words.noErrors}</p>}
      {!hasErrors && !hasRefusals && <p>{words.noRefusals}</p>}
      <div className="codes">
        {hasErrors && <Codes {...{ words, title: words.errorsHead, codes: errors }} />}
        {hasRefusals && <Codes {...{ words, title: words.refusalsHead, codes: refusals }} />}
      </div>
    </>
  );
}
