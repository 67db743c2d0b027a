/**
 * npm run screenshots: every page as a person sees it, at two widths, in both languages and both themes, as
 * pictures in .data/screenshots. `-- --quick` takes half of them; `-- --dir` puts them elsewhere.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { requireChromium } from './lib/chromium';
import { inRoot, root } from './lib/paths';
import { generatePrismaClient } from './lib/prisma-client';
import { main, step } from './lib/say';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, dir: { type: 'string' } },
});

await main(async () => {
  await step('Prisma client', generatePrismaClient);
  const env = {
    ...process.env,
    OPENRUN_CHROMIUM: await requireChromium(),
    ...(values.quick && { SHOTS: 'quick' }),
    ...(values.dir && { SHOTS_DIR: values.dir }),
  };
  const args = [inRoot('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list'];
  args.push('--config', inRoot('e2e/screenshots/playwright.config.ts'));
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  process.once('SIGINT', () => undefined);
  return new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
});
