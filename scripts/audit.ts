/**
 * npm run audit: whether the invariants of the design hold on the live site, each with its count of violations.
 * Looks at DATABASE_URL and REDIS_URL, else at the site that `npm start` runs (`--dir`: of another data folder).
 * Exits 1 on any violation; `--json` prints one line instead of a table.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { auditAll, type AuditResult } from '@/server/audit';
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { bold, dim, green, main, red } from './lib/say';
import { liveEnv } from './lib/site-services';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, dir: { type: 'string', default: '.data' } },
});

function describe({ invariant, says, violations, findings }: AuditResult): string[] {
  const mark = violations === 0 ? green('✓') : red('✖');
  const count = `${violations} violation${violations === 1 ? '' : 's'}`;
  return [
    `${mark} ${invariant}  ${says.padEnd(52)} ${violations === 0 ? dim(count) : red(count)}`,
    ...findings.flatMap(({ finds, count: found, examples }) => [
      `     ${found} × ${finds}`,
      ...examples.map((example) => dim(`       ${JSON.stringify(example)}`)),
    ]),
  ];
}

await main(async () => {
  const set = Object.entries(process.env).filter(([, value]) => value);
  const live = liveEnv(path.resolve(values.dir));
  Object.assign(process.env, { LOG_LEVEL: 'error', ...live, ...Object.fromEntries(set) });
  try {
    const results = await auditAll();
    const total = results.reduce((sum, { violations }) => sum + violations, 0);
    const verdict = total === 0 ? green('All invariants hold.') : red(`${total} violations.`);
    const lines = [...results.flatMap(describe), bold(verdict)];
    const text = values.json ? JSON.stringify({ violations: total, results }) : lines.join('\n');
    process.stdout.write(`${text}\n`);
    return total === 0 ? 0 : 1;
  } finally {
    await Promise.all([closeDb(), closeRedis()]);
  }
});
