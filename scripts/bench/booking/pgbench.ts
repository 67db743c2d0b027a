import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { aptInstall } from '../../lib/apt';
import { inRoot } from '../../lib/paths';
import { findProgram, mustRun } from '../../lib/run';
import { StartError } from '../../lib/say';

/** pgbench of the newest Postgres here, installed where Debian lets us. */
async function requirePgbench(): Promise<string> {
  const found = findPgbench();
  if (found) return found;
  const installed = (await aptInstall('postgresql')) && findPgbench();
  if (installed) return installed;
  throw new StartError(
    'pgbench is missing: install Postgres (Debian: apt-get install postgresql).',
  );
}

function findPgbench(): string | null {
  const debian = '/usr/lib/postgresql';
  if (!existsSync(debian)) return findProgram('pgbench');
  const versions = readdirSync(debian, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(debian, name, 'bin/pgbench'));
  return findProgram(...versions.toSorted().toReversed(), 'pgbench');
}

/** Orders a second of the same rows without us: 32 clients, two statements an order. */
export async function ordersOfPgbench(
  databaseUrl: string,
  values: { people: number; schedule: string },
  seconds: number,
): Promise<number> {
  const given = Object.entries(values).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const output = await mustRun('pgbench', await requirePgbench(), [
    ...[
      '-n',
      '-M',
      'prepared',
      '-D',
      'i=0',
      '-c',
      '32',
      '-j',
      '2',
      '-T',
      String(seconds),
      ...given,
    ],
    ...['-f', inRoot('scripts/bench/booking/order.sql'), databaseUrl],
  ]);
  const perSecond = /tps = ([\d.]+)/.exec(output)?.[1];
  if (!perSecond) throw new Error(`pgbench said: ${output}`);
  return Number(perSecond);
}
