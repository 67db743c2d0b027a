import { build, type Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../lib/paths';

/** A line of the product, and what stands there in a program without that cache. */
type Change = { file: string; line: string; becomes: string };

/** Everything that answers of the API are kept in: Redis, and a process's own memory. Layouts, which never change, stay. */
export const withoutDataCaches: Change[] = [
  {
    file: 'server/platform/cache.ts',
    line: '  const running = inFlight.get(key);',
    becomes: '  return load();\n  const running = inFlight.get(key);',
  },
  {
    file: 'server/seats/seats.ts',
    line: 'const snapshotMs = 100;',
    becomes: 'const snapshotMs = 0;',
  },
  { file: 'server/seats/terms.ts', line: 'const keptMs = 2_000;', becomes: 'const keptMs = 0;' },
];

export const withoutPageCache: Change[] = [
  {
    file: 'server/web.ts',
    line: 'const pages = sharePages(answerPage, sharedVariant);',
    becomes: 'const pages = sharePages(answerPage, () => null);',
  },
];

/** Bundles a program as `npm start` does, with the changes made on the way; a line that is gone is an error. */
export async function bundleVariant(entry: string, outfile: string, changes: Change[]) {
  await build({
    absWorkingDir: inRoot(),
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    plugins: [changing(changes)],
  });
}

const changing = (changes: Change[]): Plugin => ({
  name: 'changes',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const wanted = changes.filter((change) => change.file === path.relative(inRoot(), file));
      if (wanted.length === 0) return undefined;
      let contents = readFileSync(file, 'utf8');
      for (const { line, becomes } of wanted) {
        if (!contents.includes(line)) throw new Error(`${file} has no line ${line}`);
        contents = contents.replace(line, becomes);
      }
      return { contents, loader: 'ts' };
    });
  },
});
