/**
 * npm test: everything. `npm test -- static`, `-- unit`, `-- e2e` and file names narrow it.
 * The last line is `N passed, N failed`; a check of the sources counts as one.
 */
import { whyNoKafka } from './lib/kafka';
import { inRoot } from './lib/paths';
import { generatePrismaClient } from './lib/prisma-client';
import { main, say, step } from './lib/say';
import { checkStage, journeyStage, unitStage, type Count } from './lib/stages';

const bin = (file: string) => inRoot('node_modules', file);

const checks = () => [
  checkStage('formatting', [bin('oxfmt/bin/oxfmt'), '--check', '.']),
  checkStage('lint', [bin('oxlint/bin/oxlint'), '--type-aware', '--quiet']),
  checkStage('types', [bin('typescript/bin/tsc'), '--noEmit', '-p', '.']),
  checkStage('dependency rules', ['--import', 'tsx', inRoot('scripts/dependencies.ts')]),
];

const isJourney = (name: string) => name.startsWith('e2e/') || name.endsWith('.spec.ts');

/** What was asked for; everything when nothing was. */
function readScope(names: string[]) {
  const files = names.filter((name) => !['static', 'unit', 'e2e'].includes(name));
  const all = names.length === 0;
  return {
    static: all || names.includes('static'),
    unit: all || names.includes('unit') || files.some((name) => !isJourney(name)),
    journeys: all || names.includes('e2e') || files.some(isJourney),
    unitFiles: files.filter((name) => !isJourney(name)),
    journeyFiles: files.filter(isJourney),
  };
}

await main(async () => {
  const scope = readScope(process.argv.slice(2));
  const counts: Count[] = [];
  await step('Prisma client', generatePrismaClient);
  if (scope.static) counts.push(...(await Promise.all(checks())));
  if (scope.unit && whyNoKafka())
    say(`Skipped: Kafka’s half of server/outbox/bus.test.ts, which ${whyNoKafka()}.`);
  if (scope.unit) counts.push(await unitStage(scope.unitFiles));
  if (scope.journeys) counts.push(await journeyStage(scope.journeyFiles));
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
  say('Done.');
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return sum('failed') === 0 ? 0 : 1;
});
