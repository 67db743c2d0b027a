/**
 * npm run forecast -- --fans 300000 --seats 12000 --rate 2000 --per-person 2 --hold 5m: what a sale will be like, over
 * 200 simulated crowds. `--help` lists the options with their units and defaults, `--json` prints one line of JSON, and
 * `--validate RUN…` compares the forecast with what `npm run load -- rush` measured, and ends with 1 when it is not near.
 */
import { forecast } from '@/server/forecast';
import { comparisonLines, validate } from './forecast/validate';
import { helpLines, readArguments } from './forecast/options';
import { tableOf } from './forecast/table';
import { main } from './lib/say';

const print = (lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);

await main(async () => {
  const asked = readArguments(process.argv.slice(2));
  if (asked.kind === 'help') print(helpLines());
  if (asked.kind === 'forecast') {
    const result = forecast(asked.scenario, asked.run);
    print(asked.json ? [JSON.stringify(result)] : tableOf(result));
  }
  if (asked.kind === 'validate') {
    const all = asked.folders.map((folder) => validate(folder, asked.run));
    print(asked.json ? [JSON.stringify(all)] : all.flatMap(comparisonLines));
    return all.every(({ ok }) => ok) ? 0 : 1;
  }
  return 0;
});
