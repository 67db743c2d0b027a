import type { APIRequestContext } from '@playwright/test';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runSite } from '@/scripts/lib/running-site';
import { expect, test } from './support/test';

const dir = path.join(os.tmpdir(), `openrun-e2e-start-${process.pid}`);
const person = { email: 'kept@journey.test', password: 'a long enough password' };

test.afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The command lines of what runs on the folder, or under the process that does. */
function leftBehind() {
  const pids = Object.values(
    JSON.parse(readFileSync(`${dir}/programs.json`, 'utf8')) as Record<string, number>,
  );
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), line: commandLine(pid) }))
    .filter(({ pid, line }) => line.includes(dir) || (line !== '' && pids.includes(pid)))
    .map(({ line }) => line);
}

function commandLine(pid: string) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

const signIn = async (request: APIRequestContext, url: string) =>
  (await request.post(`${url}/api/sessions`, { data: person })).status();

test('Ctrl-C leaves nothing behind, and a later start finds the data of the first', async ({
  request,
}) => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  test.setTimeout(240_000);
  const first = await runSite(dir);
  const signUp = { ...person, name: '남는 사람' };
  expect((await request.post(`${first.url}/api/users`, { data: signUp })).status()).toBe(201);
  expect(leftBehind().length).toBeGreaterThanOrEqual(4);
  process.kill(first.pid, 'SIGINT');
  expect(await first.ended).toBe(0);
  expect(leftBehind()).toEqual([]);

  const second = await runSite(dir);
  expect(await signIn(request, second.url)).toBe(201);
  process.kill(second.pid, 'SIGKILL');
  await second.ended;
  expect(leftBehind().length).toBeGreaterThanOrEqual(4);

  // What a start killed by signal 9 left running gives way to the next.
  const third = await runSite(dir);
  expect(await signIn(request, third.url)).toBe(201);
  process.kill(third.pid, 'SIGTERM');
  expect(await third.ended).toBe(0);
  expect(leftBehind()).toEqual([]);
});
