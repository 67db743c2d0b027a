import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { runFile, secondLine } from '@/load/report/run.schema';
import { inRoot } from '@/scripts/lib/paths';
import { expect, site, test } from './support/test';

/** As `npm run load -- smoke` on a site that runs already. Returns what it printed. */
async function smoke(...args: string[]): Promise<string> {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  const command = ['--import', 'tsx', inRoot('load/run.ts'), 'smoke', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: { ...env, BASE_URL: site.url() },
    cwd: inRoot(),
  });
  return stdout;
}

test('a crowd goes through line, seats and money, everybody ends somehow, and the audit agrees', async () => {
  const output = await smoke(
    ...['--realtime', site.realtimeUrl(), '--dir', process.env.E2E_DIR!],
    ...['--fans', '30', '--think', '0.02'],
  );
  const folder = /\.data\/load\/smoke-\d{8}-\d{6}/.exec(output)![0];
  const read = (file: string) => readFileSync(inRoot(folder, file), 'utf8');
  const run = runFile.parse(JSON.parse(read('run.json')));
  expect(run).toMatchObject({ exitCode: 0, audit: { ok: true }, fans: { arrived: 30 } });
  const outcomes = Object.values(run.fans!.outcomes);
  expect(outcomes.reduce((sum, count) => sum + count, 0)).toBe(30);
  expect(run.fans!.outcomes['ticket']).toBeGreaterThan(0);
  const lines = read('seconds.ndjson').trimEnd().split('\n');
  const seconds = lines.map((line) => secondLine.parse(JSON.parse(line)));
  expect(seconds.map(({ t }) => t)).toEqual(seconds.map((_, second) => second));
  const joins = seconds.reduce((sum, { steps }) => sum + (steps.join?.count ?? 0), 0);
  expect(joins).toBe(run.steps!.join!.count);
  expect(seconds.at(-1)!.seats.sold).toBeGreaterThan(0);
});

test('a crowd is not sent to an address that is not this machine', async () => {
  const sent = smoke('--realtime', 'http://192.0.2.1:3001', '--dir', process.env.E2E_DIR!);
  await expect(sent).rejects.toThrow(/192\.0\.2\.1:3001 is not this machine/);
});
