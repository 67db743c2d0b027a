import type { ReactNode } from 'react';
import type { Plot, Series } from '../plots';
import type { Words } from '../words/index';
import { describe, labelOf, placeOf, rowsOf, titleOf, valueOf } from './shown';

type Cell = ReactNode;

/** A table whose first column names its rows; it scrolls by itself where the screen is narrow. */
export function Table({ caption, head, rows }: { caption: string; head: Cell[]; rows: Cell[][] }) {
  return (
    <div className="table" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {head.map((cell, n) => (
              <th key={n} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...cells], n) => (
            <tr key={n}>
              <th scope="row">{first}</th>
              {cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const dashOf = { solid: undefined, dashed: '6 3', dotted: '1.5 3' };

/** The line's own look beside its name: nothing is told by colour alone. */
function Swatch({ colour, dash }: Pick<Series, 'colour' | 'dash'>) {
  return (
    <svg className="swatch" width="22" height="8" aria-hidden="true">
      <line
        {...{ x1: 1, x2: 21, y1: 4, y2: 4, strokeWidth: 2.5, strokeDasharray: dashOf[dash] }}
        style={{ stroke: `var(--${colour})` }}
      />
    </svg>
  );
}

/** A plot with its name, its sentence, its legend and the same figures as a table. The script draws into `data-plot`. */
export function PlotFigure({ words, plot, small }: { words: Words; plot: Plot; small?: boolean }) {
  const id = `${words.language}-${plot.id}`;
  const first = plot.along === 'time' ? words.heads.time : words.heads.arrival;
  return (
    <figure className={small ? 'plot small' : 'plot'} aria-labelledby={id}>
      <figcaption id={id}>{titleOf(words, plot)}</figcaption>
      <div
        {...{ className: 'canvas', 'data-plot': plot.id, role: 'img' }}
        aria-label={`${titleOf(words, plot)}. ${describe(words, plot)}`}
      />
      <ul className="legend">
        {plot.series.map((series, n) => (
          <li key={series.key}>
            <Swatch colour={series.colour} dash={series.dash} /> {labelOf(words, series)}{' '}
            <output data-live={`${plot.id}:${n}`} aria-hidden="true" />
          </li>
        ))}
      </ul>
      <details>
        <summary>{words.asTable}</summary>
        <p className="said">{describe(words, plot)}</p>
        <Table
          caption={titleOf(words, plot)}
          head={[first, ...plot.series.map((series) => labelOf(words, series))]}
          rows={rowsOf(plot).map((n) => [
            placeOf(words, plot, plot.x[n]!),
            ...plot.series.map(({ points }) => valueOf(words, plot, points[n] ?? null)),
          ])}
        />
      </details>
    </figure>
  );
}

export function Section(props: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

export function Verdict({ good, children }: { good: boolean; children: ReactNode }) {
  return (
    <span className={good ? 'verdict good' : 'verdict bad'}>
      <span aria-hidden="true">{good ? '✓' : '✕'}</span> {children}
    </span>
  );
}
