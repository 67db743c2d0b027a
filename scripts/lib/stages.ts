import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { requireChromium } from './chromium';
import { inRoot, root } from './paths';
import { run } from './run';
import { bold, green, red, say } from './say';

export type Count = { passed: number; failed: number };

const reports = inRoot('.data/test');

/** A check of the sources that is right or wrong as a whole: it counts as one. */
export async function checkStage(name: string, args: string[]): Promise<Count> {
  const began = performance.now();
  const { code, output } = await run(process.execPath, args);
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)}s`;
  if (code === 0) {
    say(`${green('✔')} ${name} ${seconds}`);
    return { passed: 1, failed: 0 };
  }
  say(`${red('✖')} ${bold(name)} ${seconds}\n${output.trimEnd()}`);
  return { passed: 0, failed: 1 };
}

/** Runs a test runner in view, and returns its exit code and the report that it wrote. */
async function runReporting(args: string[], report: string, env: NodeJS.ProcessEnv) {
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const code = await new Promise<number>((resolve) => {
    const stdio = ['ignore' as const, 'inherit' as const, 'inherit' as const];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio });
    // A Ctrl-C reaches the runner by itself; it cleans up, and then we count what it did.
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.once('SIGTERM', pass);
    process.once('SIGINT', () => undefined);
    child.once('exit', (exitCode) => {
      process.off('SIGTERM', pass);
      resolve(exitCode ?? 1);
    });
  });
  const written = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as unknown) : null;
  return { code, written };
}

/** A runner that failed without a failed test (a file that does not load, say) counts as one failure. */
const countRun = (code: number, passed = 0, failed = 0): Count => ({
  passed,
  failed: code !== 0 ? Math.max(failed, 1) : failed,
});

export async function unitStage(filters: string[]): Promise<Count> {
  const report = path.join(reports, 'vitest.json');
  const args = [inRoot('node_modules/vitest/vitest.mjs'), 'run', ...filters];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const { code, written } = await runReporting(args, report, process.env);
  const { numPassedTests, numFailedTests } = (written ?? {}) as Record<string, number>;
  return countRun(code, numPassedTests, numFailedTests);
}

export async function journeyStage(filters: string[]): Promise<Count> {
  const report = path.join(reports, 'playwright.json');
  const args = [inRoot('node_modules/@playwright/test/cli.js'), 'test', ...filters];
  args.push('--reporter=list,json');
  const { code, written } = await runReporting(args, report, {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    OPENRUN_CHROMIUM: await requireChromium(),
  });
  const { stats } = (written ?? {}) as { stats?: Record<string, number> };
  return countRun(code, (stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected);
}
