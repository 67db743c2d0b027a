import { build, transform } from 'esbuild';
import { readFileSync } from 'node:fs';
import { inRoot } from '../../../scripts/lib/paths';

/** The page's script with the plot library, and its style with the site's own tokens, each as one small text. */
export async function bundle(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [inRoot('load/report/browser/main.ts')],
    ...{ bundle: true, minify: true, write: false, format: 'iife', target: 'es2022' },
    legalComments: 'none',
  });
  const sheets = [
    inRoot('components/ui/tokens.css'),
    inRoot('node_modules/uplot/dist/uPlot.min.css'),
    inRoot('load/report/page/report.css'),
  ];
  const { code } = await transform(sheets.map((file) => readFileSync(file, 'utf8')).join('\n'), {
    ...{ loader: 'css', minify: true },
  });
  // The library's licence asks to go where its code goes.
  const licence = readFileSync(inRoot('node_modules/uplot/LICENSE'), 'utf8').trim();
  return { script: `/* uPlot\n${licence}\n*/\n${outputFiles[0]!.text}`, style: code };
}
