import { build as esbuild } from 'esbuild';
import { dataDir, inRoot } from './paths';
import { hashFiles, isFresh, listFiles, makeIfStale } from './fresh';
import { runningStart } from './preflight';
import { mustRun } from './run';
import { say, step } from './say';

/** Where a build lies. */
export type Build = { dist: string; next: string };

const main: Build = { dist: 'dist', next: '.next' };
/** For a build from newer sources while a site still runs from the main one. */
const beside: Build = { dist: 'dist-beside', next: '.next-beside' };

export const programs = {
  web: 'server/web.ts',
  realtime: 'realtime/main.ts',
  worker: 'server/worker.ts',
};

const sources = [
  ...['app', 'components', 'i18n', 'lib', 'public', 'realtime', 'server', 'prisma/schema.prisma'],
  ...['next.config.ts', 'postcss.config.mjs', 'proxy.ts', 'tsconfig.json', 'package-lock.json'],
];
const notSources = /\.test\.tsx?$|\.lua$|^server\/(testing|platform\/generated)(\/|$)/;

const artefact = (build: Build, hash: string) => ({
  stamp: `${build.dist}/.source-hash`,
  hash,
  outputs: [
    ...Object.keys(programs).map((name) => `${build.dist}/${name}.js`),
    `${build.next}/BUILD_ID`,
  ],
});

/** The production build of the sources as they are; made only when there is none of these very ones. */
export async function buildSite(): Promise<Build> {
  // Next writes the checkout's path into what it builds.
  const hash = hashFiles(listFiles(sources, notSources), process.version, inRoot());
  const siteRuns = (await runningStart(dataDir)) !== null;
  const build = siteRuns && !isFresh(artefact(main, hash)) ? beside : main;
  await makeIfStale(artefact(build, hash), async () => {
    await step('Built the three programs', () => bundlePrograms(build));
    say('Building the pages: a minute or two, only when the sources changed …');
    await step('Built the pages', () => buildPages(build));
  });
  return build;
}

function bundlePrograms({ dist }: Build) {
  return esbuild({
    absWorkingDir: inRoot(),
    entryPoints: programs,
    outdir: dist,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'error',
  });
}

const buildPages = ({ next }: Build) =>
  mustRun('next build', process.execPath, [inRoot('node_modules/next/dist/bin/next'), 'build'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_DIST_DIR: next,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  });
