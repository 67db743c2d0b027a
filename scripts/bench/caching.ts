/**
 * What caching is worth: the same program with its caches and with them taken out, on the demo's data, beside a
 * bare server that answers the same bytes. Writes the measured part of docs/caching.md; `--quick` measures for two
 * seconds each and writes nothing.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { buildSite } from '../lib/build';
import { migrate } from '../lib/migrate';
import { inRoot } from '../lib/paths';
import { freePort } from '../lib/ports';
import { answers } from '../lib/processes';
import { mustRun } from '../lib/run';
import { main, say, step } from '../lib/say';
import { generateSecrets } from '../lib/secrets';
import { startService } from '../lib/service';
import { startThrowawayServices } from '../lib/throwaway';
import { loadOf, type Load } from './caching/load';
import { bundleVariant, withoutDataCaches, withoutPageCache } from './caching/variants';

const quick = process.argv.includes('--quick');
const seconds = quick ? 2 : 10;
const clients = 64;
/** A cache earns its place when it answers this many times as often. */
const gainMin = 2;
const folder = '.data/bench-caching';

type Question = { name: string; path: string; program: 'api' | 'web' };
type Measured = Question & { without: Load; with: Load; ceiling: Load };
type ScheduleList = { schedules: { id: string; grades: { seatCount: number }[] }[] };
type Env = NodeJS.ProcessEnv;

async function measureAll(env: Env): Promise<Measured[]> {
  const measured: Measured[] = [];
  await bundlePrograms();
  for (const question of await questionsOf(env)) {
    const { program, path } = question;
    const load = (origin: string) => loadOf(`${origin}${path}`, clients, seconds);
    const kept = await withProgram(`${program}-with`, env, async (origin) => ({
      with: await load(origin),
      ceiling: await withProgram('bare', { ...env, BARE_URL: `${origin}${path}` }, load),
    }));
    const without = await withProgram(`${program}-without`, env, load);
    measured.push({ ...question, without, ...kept });
    say(`${question.name}: ${perSecond(without)} without, ${perSecond(kept.with)} with`);
  }
  return measured;
}

async function bundlePrograms(): Promise<void> {
  const api = 'server/testing/api-server.ts';
  await Promise.all([
    bundleVariant(api, `${folder}/api-with.js`, []),
    bundleVariant(api, `${folder}/api-without.js`, withoutDataCaches),
    bundleVariant('server/web.ts', `${folder}/web-with.js`, []),
    bundleVariant('server/web.ts', `${folder}/web-without.js`, withoutPageCache),
    bundleVariant('scripts/bench/caching/bare.ts', `${folder}/bare.js`, []),
  ]);
}

/** The largest hall's schedule is the one whose seats cost most to count. */
function questionsOf(env: Env): Promise<Question[]> {
  return withProgram('api-with', env, async (origin) => {
    const read = async <T>(path: string) => (await (await fetch(`${origin}${path}`)).json()) as T;
    const list = await read<{ concerts: { id: string }[] }>('/api/concerts?size=50');
    const found = await Promise.all(
      list.concerts.map(({ id }) => read<ScheduleList>(`/api/concerts/${id}/schedules`)),
    );
    const all = found.flatMap(({ schedules }) => schedules);
    const largest = all.toSorted((a, b) => seatsOf(b) - seatsOf(a))[0]!;
    const seats = seatsOf(largest).toLocaleString('en');
    const schedule = `/api/schedules/${largest.id}`;
    return [
      { name: '`GET /api/concerts`', path: '/api/concerts', program: 'api' },
      { name: `\`GET /api/schedules/:id\`, ${seats} seats`, path: schedule, program: 'api' },
      { name: '`GET /`, the front page', path: '/', program: 'web' },
    ];
  });
}

const seatsOf = ({ grades }: ScheduleList['schedules'][number]) =>
  grades.reduce((sum, grade) => sum + grade.seatCount, 0);

/** Runs a bundled program while it is used. It listens where it is told, or prints where it listens. */
async function withProgram<T>(name: string, env: Env, use: (origin: string) => Promise<T>) {
  const port = await freePort();
  let printed = 0;
  const service = await startService({
    name,
    url: '',
    command: process.execPath,
    args: [inRoot(folder, `${name}.js`)],
    options: { cwd: inRoot(), env: { ...env, PORT: String(port) } },
    output: (line) => (printed ||= Number(line) || 0),
    ready: async () => printed > 0 || answers(`http://127.0.0.1:${port}/healthz`),
    stopSignals: ['SIGTERM'],
  });
  try {
    return await use(`http://127.0.0.1:${printed || port}`);
  } finally {
    await service.stop();
  }
}

const perSecond = (load: Load) => `${Math.round(load.perSecond).toLocaleString('en')}/s`;
const cell = (load: Load) => `${perSecond(load)} | ${load.p99Ms.toFixed(1)}`;
const gainOf = (each: Measured) => each.with.perSecond / each.without.perSecond;

function writePage(measured: Measured[]): void {
  const file = inRoot('docs/caching.md');
  const [text] = readFileSync(file, 'utf8').split(/(?<=<!-- measured -->)/);
  const head =
    '| answer | without | p99 ms | with | p99 ms | times | bare server | p99 ms |\n|---|--:|--:|--:|--:|--:|--:|--:|';
  const lines = measured.map(
    (each) =>
      `| ${each.name} | ${cell(each.without)} | ${cell(each.with)} | ${gainOf(each).toFixed(1)} | ${cell(each.ceiling)} |`,
  );
  writeFileSync(file, `${text}\n\n${[head, ...lines].join('\n')}\n`);
}

await main(async () => {
  const { databaseUrl, redisUrls, stop } = await startThrowawayServices(1);
  const env = {
    ...process.env,
    ...generateSecrets(),
    NODE_ENV: 'production',
    OPENRUN_DEMO: '1',
    LOG_LEVEL: 'error',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrls[0]!,
  } as Env;
  try {
    await migrate(databaseUrl);
    const seed = ['--import', 'tsx', 'prisma/seed.ts'];
    await step('Demo data', () => mustRun('The demo data', process.execPath, seed, { env }));
    const { next } = await buildSite();
    const measured = await measureAll({ ...env, NEXT_DIST_DIR: next });
    if (!quick) writePage(measured);
    const goals = measured.map((each) => ({
      name: each.name.replaceAll('`', ''),
      figure: Math.round(each.with.perSecond),
      unit: 'answers/s',
      goal: Math.round(each.without.perSecond * gainMin),
      ceiling: Math.round(each.ceiling.perSecond),
      ratio: Math.round((each.with.perSecond / each.ceiling.perSecond) * 100) / 100,
      met: gainOf(each) >= gainMin,
    }));
    console.log(JSON.stringify({ bench: 'caching', met: goals.every((goal) => goal.met), goals }));
  } finally {
    await stop();
    rmSync(inRoot(folder), { recursive: true, force: true });
  }
});
