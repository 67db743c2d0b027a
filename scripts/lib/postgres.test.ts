import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from './ports';
import { postgresPlace, startPostgres } from './postgres';
import { startRedis } from './redis';
import { commandLine } from './service';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-services-'));
});
afterEach(() => {
  rmSync(postgresPlace(`${folder}/postgres`).folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query<Record<string, unknown>>(sql).finally(() => client.end());
}

const start = async () =>
  startPostgres({ dir: `${folder}/postgres`, port: await freePort(), durable: false });

test('Postgres starts in a folder that others cannot enter, and its data outlives it', async () => {
  chmodSync(folder, 0o700);
  const first = await start();
  await query(first.url, 'create table kept as select 7 as number');
  await first.stop();
  expect(await commandLine(first.pid)).toBe('');
  const second = await start();
  expect((await query(second.url, 'select number from kept')).rows).toEqual([{ number: 7 }]);
  await second.stop();
});

test('Postgres never runs as root', async () => {
  const service = await start();
  const owner = statSync(`${postgresPlace(`${folder}/postgres`).folder}/data`).uid;
  expect(owner).not.toBe(0);
  await service.stop();
});

test('a Postgres that a killed command left running gives way to the next', async () => {
  const orphan = await start();
  const next = await start();
  expect(await commandLine(orphan.pid)).toBe('');
  expect((await query(next.url, 'select 1 as one')).rows).toEqual([{ one: 1 }]);
  await next.stop();
});

test('a Redis that a killed command left running gives way to the next, with its data', async () => {
  const dir = `${folder}/redis`;
  mkdirSync(dir);
  const { Redis } = await import('ioredis');
  const orphan = await startRedis({ dir, port: await freePort() });
  const before = new Redis(orphan.url);
  before.on('error', () => undefined);
  await before.set('kept', 'yes');
  before.disconnect();
  const next = await startRedis({ dir, port: await freePort() });
  expect(await commandLine(orphan.pid)).toBe('');
  const after = new Redis(next.url);
  expect(await after.get('kept')).toBe('yes');
  after.disconnect();
  await next.stop();
  expect(readFileSync(`${dir}/redis.log`, 'utf8')).toContain('ready to exit');
});
