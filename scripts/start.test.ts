import { spawn } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginEnding } from './lib/ending';
import { keepRunning } from './lib/keep';
import { inRoot } from './lib/paths';
import { freePort } from './lib/ports';
import { postgresPlace } from './lib/postgres';
import { requireNode } from './lib/preflight';
import { run, until } from './lib/run';
import { generateSecrets, keptSecrets } from './lib/secrets';
import { commandLine, startService, stopServices } from './lib/service';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'openrun-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (dir: string, env: Record<string, string> = {}) =>
  run(process.execPath, ['--import', 'tsx', inRoot('scripts/start.ts'), '--dir', dir], {
    env: { ...process.env, ...env },
  });

/** One sentence, not a stack. */
const saysOnly = (output: string, sentence: RegExp) => {
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/\n\s+at /);
};

test('a port in use ends the start with a sentence that names its variable', async () => {
  const server = net.createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { code, output } = await start(folder, { PORT: String(port) });
  server.close();
  expect(code).toBe(1);
  saysOnly(output, new RegExp(`Port ${port}.*set PORT to another`));
});

test('a port that is none ends the start with a sentence', async () => {
  const { code, output } = await start(folder, { PORT: 'http' });
  expect(code).toBe(1);
  saysOnly(output, /PORT is "http": set it to a port/);
});

test('a folder that cannot be written ends the start with a sentence', async () => {
  const file = path.join(folder, 'a-file');
  writeFileSync(file, '');
  const { code, output } = await start(path.join(file, 'data'));
  expect(code).toBe(1);
  saysOnly(output, /cannot be written/);
});

test('a Node that is too old ends the start with a sentence', () => {
  expect(() => requireNode('18.20.4')).toThrow(/Node 18\.20\.4 is too old: install Node 20\.19/);
  expect(() => requireNode('20.18.0')).toThrow(/too old/);
  expect(() => requireNode('20.19.0')).not.toThrow();
  expect(() => requireNode('24.0.0')).not.toThrow();
});

test('secrets are random, and stay the same for the data that they signed', () => {
  expect(keptSecrets(folder)).toEqual(keptSecrets(folder));
  expect(generateSecrets().SESSION_SECRET).not.toBe(generateSecrets().SESSION_SECRET);
});

test('a program that is killed is started again at once', async () => {
  const pids: number[] = [];
  const service = await keepRunning(async () => {
    const started = await startService({
      name: 'sleeper',
      url: '',
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'],
      output: () => undefined,
      ready: async () => true,
      stopSignals: ['SIGTERM'],
    });
    pids.push(started.pid);
    return started;
  });
  process.kill(service.pid, 'SIGKILL');
  expect(await until(() => pids.length === 2, 10_000)).toBe(true);
  expect(await commandLine(pids[1]!)).toContain('setInterval');
  beginEnding();
  await stopServices('sleeper');
  expect(await commandLine(pids[1]!)).toBe('');
});

test('a reader that goes away does not keep the services from stopping in order', async () => {
  const args = ['--import', 'tsx', inRoot('scripts/services.ts'), '--dir', folder];
  args.push('--postgres-port', String(await freePort()), '--redis-port', String(await freePort()));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => text.includes('Running until') && resolve());
  });
  child.stdout.destroy();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(postgresPlace(path.join(folder, 'postgres')).folder, { recursive: true, force: true });
});
