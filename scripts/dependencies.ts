/**
 * Checks who imports whom against .dependency-cruiser.cjs.
 *
 * TypeScript 7 has no API that dependency-cruiser could parse with, so it reads a copy of the
 * sources in JavaScript, in which imports of types are kept as imports: the rules hold for them too.
 */
import { cruise, type IConfiguration } from 'dependency-cruiser';
import { transform } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { listFiles } from './lib/fresh';
import { inRoot, root } from './lib/paths';
import { main } from './lib/say';

const folders = [
  'app',
  'components',
  'e2e',
  'i18n',
  'load',
  'prisma',
  'realtime',
  'scripts',
  'server',
];
const copyRoot = inRoot('.data/dependencies');

const asModule = (source: string) =>
  source.replace(/^import type /gm, 'import ').replace(/^export type (?=[{*])/gm, 'export ');

async function copyFile(file: string) {
  const { code } = await transform(asModule(readFileSync(inRoot(file), 'utf8')), {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    target: 'es2020',
    supported: { 'top-level-await': true },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const copy = path.join(copyRoot, file.replace(/\.tsx?$/, '.js'));
  mkdirSync(path.dirname(copy), { recursive: true });
  writeFileSync(copy, code);
}

await main(async () => {
  const sources = listFiles(folders).filter((file) => /\.tsx?$/.test(file));
  rmSync(copyRoot, { recursive: true, force: true });
  await Promise.all(sources.map(copyFile));
  symlinkSync(inRoot('node_modules'), path.join(copyRoot, 'node_modules'));
  const require = createRequire(import.meta.url);
  const { forbidden, options } = require(inRoot('.dependency-cruiser.cjs')) as IConfiguration;
  process.chdir(copyRoot);
  const { output, exitCode } = await cruise(
    folders.filter((folder) => sources.some((file) => file.startsWith(`${folder}/`))),
    { ...options, validate: true, ruleSet: { forbidden }, outputType: 'err' },
    {
      alias: { '@': copyRoot },
      symlinks: false,
      extensions: ['.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default'],
    },
  );
  const originals = new Map(sources.map((file) => [file.replace(/\.tsx?$/, '.js'), file]));
  const report = String(output).replace(
    /[\w./[\]()-]+\.js/g,
    (name) => originals.get(name) ?? name,
  );
  process.stdout.write(`${report}\n`);
  process.chdir(root);
  return exitCode;
});
