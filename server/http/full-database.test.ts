import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { postgresPlace } from '@/scripts/lib/postgres';
import { until } from '@/scripts/lib/run';
import { drainBus } from '@/server/jobs/bus';
import { pingDb, prisma } from '@/server/platform/db';
import { aSchedule } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { fansWithMoney } from '@/server/testing/buyers';
import { p95, tally } from '@/server/testing/faults/buyer';
import { CrashingPostgres } from '@/server/testing/faults/crashing-postgres';
import { Crowd } from '@/server/testing/faults/crowd';
import { databaseOn, SmallDisk, useUpLog } from '@/server/testing/faults/small-disk';
import { TakenConnections } from '@/server/testing/faults/taken-connections';
import { expectCleanAudit, expectTickets } from '@/server/testing/faults/told';
import { expectInvariants } from '@/server/testing/sale/invariants';

/** A Postgres of its own, tables and log on a disk each of some megabytes that can be filled, and two API processes on it. */
const buyers = 120;
const timeMs = 60_000;
const awayMin = 200;
/** What a process waits for a connection at most, and a second. */
const answerMsMax = 6_000;
let dir: string;
let postgres: CrashingPostgres;
const disk = await SmallDisk.mount();
const logDisk = disk && (await SmallDisk.mount());
let apis: ApiProcesses;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'openrun-full-'));
  const place = path.join(dir, 'postgres');
  postgres = await CrashingPostgres.start(place);
  for (const each of [disk, logDisk])
    each?.giveToOwnerOf(path.join(postgresPlace(place).folder, 'data'));
  if (logDisk) await postgres.moveLogTo(logDisk.dir);
  process.env['DATABASE_URL'] = disk ? await databaseOn(disk, postgres.url) : postgres.url;
  if (!disk) console.warn('SKIPPED: a full disk, since this user may not mount a file system');
  apis = await startApis(2);
}, 120_000);

afterAll(async () => {
  await apis.stop();
  await prisma.$disconnect();
  await postgres.stop();
  await disk?.unmount();
  await logDisk?.unmount();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

beforeEach(() => void Object.assign(tally, { lost: 0, away: 0, awayMs: [] }));

const isConnected = () =>
  pingDb().then(
    () => true,
    () => false,
  );

/** Buyers begin while something is wrong, are told so many times to come again, and get their seats once it is right. */
async function buyThrough(trouble: () => Promise<() => Promise<void> | void>): Promise<void> {
  const { id: scheduleId } = await aSchedule();
  const fans = await fansWithMoney(buyers);
  const site = { origins: apis.origins, scheduleId };
  const crowd = new Crowd(site, fans, (n) => [n], Date.now() + timeMs);
  crowd.allow(buyers / 3);
  const bought = crowd.run();
  await crowd.reached(buyers / 6);
  const end = await trouble();
  crowd.allow(buyers);
  expect(await until(() => tally.away > awayMin, timeMs / 2)).toBe(true);
  const boughtBefore = crowd.bought.length;
  expect(boughtBefore).toBeLessThan(buyers);
  await end();
  expect(await until(isConnected, timeMs / 2)).toBe(true);
  await expectInvariants();
  await bought;
  await drainBus();
  await expectTickets(crowd.bought, scheduleId);
  await expectCleanAudit();
  // Every 503 said when to come again, or the buyer would have failed; and none was long in coming.
  expect(p95(tally.awayMs)).toBeLessThan(answerMsMax);
}

test.skipIf(!disk)(
  'a disk that is full: 503 with Retry-After, nothing half done, and on it goes once there is space',
  async () => {
    await buyThrough(async () => {
      disk!.fill();
      return () => disk!.free();
    });
  },
  120_000,
);

test('every connection taken by others: 503 with Retry-After, soon, and on it goes by itself', async () => {
  await buyThrough(async () => {
    const others = await TakenConnections.takeAll(postgres.url);
    return () => others.letGo();
  });
}, 120_000);

test.skipIf(!logDisk)(
  'the disk of Postgres’s log is full: Postgres stops, nothing is half done, and on it goes once it starts with space',
  async () => {
    await buyThrough(async () => {
      logDisk!.fill();
      await useUpLog(postgres.url);
      return async () => {
        logDisk!.free();
        await postgres.restart();
      };
    });
  },
  120_000,
);
