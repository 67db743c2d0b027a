/**
 * What each index is worth: the product's own statements, run on 1,000,000 rows a table with the index and without
 * it, explained by Postgres as it runs them. Writes the measured part of docs/indexes.md. `--quick` takes 100,000
 * rows and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { closeDb } from '@/server/platform/db';
import { migrate } from '../lib/migrate';
import { inRoot } from '../lib/paths';
import { generateSecrets } from '../lib/secrets';
import { main, say, step } from '../lib/say';
import { startThrowawayServices } from '../lib/throwaway';
import { casesOf, type Case } from './indexes/cases';
import { explainEverything, nodesOf, readsOf, watchPlans, type Ran } from './indexes/plans';

const quick = process.argv.includes('--quick');
const rows = quick ? 100_000 : 1_000_000;
/** An index earns its place when its statement is this much quicker with it. */
const gainMin = 2;
const timesEach = 5;

type Measured = Case & { size: string; before: Ran; after: Ran };

const gainOf = ({ before, after }: Measured) => before.ms / after.ms;

async function measureAll(databaseUrl: string): Promise<Measured[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await step(`${rows.toLocaleString()} rows a table`, () => load(client));
    await explainEverything(client);
    const { rows: titles } = await client.query<{ title: string }>(
      'SELECT substr(title_ko, 1, 2) AS title FROM concerts WHERE published_at IS NOT NULL LIMIT 1',
    );
    const cases = casesOf(rows, titles[0]!.title);
    await requireAllAsked(client, cases);
    const measured: Measured[] = [];
    for (const each of cases) {
      measured.push(await measure(client, each));
      const { before, after } = measured.at(-1)!;
      say(`${each.index}: ${before.ms.toFixed(2)} ms without, ${after.ms.toFixed(2)} ms with`);
    }
    return measured;
  } finally {
    await client.end();
  }
}

/** An index that only serves reading, and that no case reads, would cost its writes unseen. */
async function requireAllAsked(client: pg.Client, cases: Case[]): Promise<void> {
  const { rows: unasked } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisunique AND c.relname <> ALL($1)`,
    [cases.map(({ index }) => index)],
  );
  if (unasked.length > 0)
    throw new Error(`no case asks by ${unasked.map(({ name }) => name).join(', ')}`);
}

/** Fills the tables with their indexes away, which takes a tenth of the time. */
async function load(client: pg.Client): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  const data = readFileSync(inRoot('scripts/bench/indexes/data.sql'), 'utf8');
  await client.query(data.replaceAll(/:rows/g, String(rows)));
  for (const { definition } of indexes) await client.query(definition);
  await client.query('VACUUM ANALYZE');
}

async function measure(client: pg.Client, each: Case): Promise<Measured> {
  const after = await medianOf(each);
  const {
    rows: [found],
  } = await client.query<{ definition: string; constraint: string | null; size: string }>(
    `SELECT pg_get_indexdef(i.indexrelid) AS definition, pg_get_constraintdef(c.oid) AS constraint,
       pg_size_pretty(pg_relation_size(i.indexrelid)) AS size
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conname = $1
     WHERE i.indexrelid = $1::regclass`,
    [each.index],
  );
  const { definition, constraint, size } = found!;
  const alter = `ALTER TABLE ${each.table}`;
  await client.query(
    constraint ? `${alter} DROP CONSTRAINT ${each.index}` : `DROP INDEX ${each.index}`,
  );
  const before = await medianOf(each);
  await client.query(
    constraint ? `${alter} ADD CONSTRAINT ${each.index} ${constraint}` : definition,
  );
  return { ...each, size, before, after };
}

/** The median run of the statement that reads the table, pages warm. */
async function medianOf(each: Case): Promise<Ran> {
  const runs: Ran[] = [];
  for (let time = 0; time < timesEach; time++) {
    const ran = await watchPlans(each.ask);
    const reading = ran.find(({ plan }) =>
      nodesOf(plan).some((node) => node['Relation Name'] === each.table),
    );
    if (!reading) throw new Error(`${each.index}: no statement read ${each.table}`);
    runs.push(reading);
  }
  return runs.toSorted((a, b) => a.ms - b.ms)[Math.floor(timesEach / 2)]!;
}

const ms = (value: number) => (value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString());

function tableOf(measured: Measured[]): string {
  const lines = measured.map((each) => {
    const { index, question, size, before, after } = each;
    return `| \`${index}\`${each.isGuard ? ' (guard)' : ''} | ${question} | ${ms(before.ms)} | ${ms(after.ms)} | ${gainOf(each).toFixed(gainOf(each) < 10 ? 1 : 0)} | ${size} |`;
  });
  const head =
    '| index | question | ms without | ms with | times | size |\n|---|---|--:|--:|--:|--:|';
  return [head, ...lines].join('\n');
}

function plansOf(measured: Measured[]): string {
  return measured
    .map(({ index, table, before, after }) =>
      [
        `### ${index}`,
        '',
        '```text',
        ...readsOf(before.plan, table).map((line) => `before  ${line}`),
        ...readsOf(after.plan, table).map((line) => `after   ${line}`),
        '```',
      ].join('\n'),
    )
    .join('\n\n');
}

function writePage(measured: Measured[]): void {
  const file = inRoot('docs/indexes.md');
  const [text] = readFileSync(file, 'utf8').split(/(?<=<!-- measured -->)/);
  const plans = `## Plans\n\nOf each statement, the nodes that read the index’s table.\n\n${plansOf(measured)}`;
  writeFileSync(file, `${text}\n\n${tableOf(measured)}\n\n${plans}\n`);
}

await main(async () => {
  const { databaseUrl, stop } = await startThrowawayServices(0);
  // The product's own stores are asked, so they are told where the data is; Redis is not.
  Object.assign(process.env, generateSecrets(), { DATABASE_URL: databaseUrl, REDIS_URL: 'none' });
  try {
    await migrate(databaseUrl);
    const measured = await measureAll(databaseUrl);
    if (!quick) writePage(measured);
    const readers = measured.filter((each) => !each.isGuard);
    const goals = readers.map((each) => ({
      name: each.index,
      figure: each.after.ms,
      unit: 'ms',
      goal: each.before.ms / gainMin,
      ceiling: each.before.ms,
      ratio: Math.round(gainOf(each) * 100) / 100,
      met: gainOf(each) >= gainMin,
    }));
    console.log(JSON.stringify({ bench: 'indexes', met: goals.every((goal) => goal.met), goals }));
  } finally {
    await closeDb();
    await stop();
  }
});
