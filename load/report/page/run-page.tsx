import { plotsOf } from '../plots';
import type { Run } from '../read';
import type { Summary } from '../summary.schema';
import { renderDocument } from './document';
import { headlineOf, Page } from './page';

/** `report.html` of a run. */
export function renderRun(run: Run, summary: Summary): Promise<string> {
  const { plots, marks } = plotsOf(run, summary);
  return renderDocument({
    ...{ plots, marks },
    titleOf: (words) => `${headlineOf(words, summary)} · ${words.title(run.run.name)}`,
    page: (words) => <Page {...{ words, summary, plots }} />,
  });
}
