import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Mark, Plot } from '../plots';
import { languages, type Words } from '../words/index';
import { bundle } from './bundle';
import { labelOf } from './shown';

/** What the page's script is given: the plots, and what to call their lines and marks in each language. */
export type Drawn = {
  plots: Plot[];
  marks: Mark[];
  titles: Record<string, string>;
  labels: Record<string, { lines: Record<string, string[]>; marks: string[] }>;
};

function drawnOf(plots: Plot[], marks: Mark[], titleOf: (words: Words) => string): Drawn {
  const labels = languages.map((words) => [
    words.language,
    {
      lines: Object.fromEntries(
        plots.map((plot) => [plot.id, plot.series.map((series) => labelOf(words, series))]),
      ),
      marks: marks.map(({ key }) => words.marks[key] ?? key),
    },
  ]);
  const titles = languages.map((words) => [words.language, titleOf(words)]);
  return {
    ...{ plots, marks },
    titles: Object.fromEntries(titles) as Drawn['titles'],
    labels: Object.fromEntries(labels) as Drawn['labels'],
  };
}

/** JSON that ends no script element, whatever a code or a setting is called. */
const inScript = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/**
 * One HTML file that needs nothing but itself: style, script and figures are in it, and its policy lets it load nothing. Both
 * languages are in it as well; the first shows until somebody switches.
 */
export async function renderDocument(parts: {
  titleOf: (words: Words) => string;
  page: (words: Words) => ReactNode;
  plots: Plot[];
  marks: Mark[];
}): Promise<string> {
  const { script, style } = await bundle();
  const [first] = languages;
  const bodies = languages.map((words) => (
    <div key={words.language} lang={words.language} data-language={words.language}>
      <a className="skip" href={`#${words.language}-content`}>
        {words.skip}
      </a>
      <noscript>
        <p className="note">{words.noScript}</p>
      </noscript>
      {parts.page(words)}
    </div>
  ));
  const raw = (html: string) => ({ dangerouslySetInnerHTML: { __html: html } });
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:`;
  const html = renderToStaticMarkup(
    <html lang={first!.language}>
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{parts.titleOf(first!)}</title>
        <style {...raw(style)} />
      </head>
      <body>
        {bodies}
        <script
          id="drawn"
          type="application/json"
          {...raw(inScript(drawnOf(parts.plots, parts.marks, parts.titleOf)))}
        />
        <script {...raw(script)} />
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}
