import { execFileSync } from 'node:child_process';
import { inRoot } from '@/scripts/lib/paths';
import { expect, test } from './support/test';

/** Last by its name: it looks at what all the other journeys left behind, killed programs included. */
test('after all journeys every invariant holds on the live site', () => {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  const args = ['--import', 'tsx', inRoot('scripts/audit.ts'), '--dir', process.env.E2E_DIR!];
  const output = execFileSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(output).toContain('All invariants hold.');
});
