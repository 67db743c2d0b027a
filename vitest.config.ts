import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Each worker has a database and a Redis of its own, so there are as many of those as of workers. */
export const maxWorkers = Math.min(4, os.availableParallelism());

/** What is timed has the machine to itself: after all others, one file after the other. */
const timed = [
  'realtime/flood.test.ts',
  'server/jobs/slow-site.test.ts',
  'server/waiting-room/throughput.test.ts',
];
const notOurs = ['**/node_modules/**', '.next/**', '.data/**', 'dist/**', 'e2e/**'];

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  // The tests need no stylesheets, and Vite would look for their tools.
  css: { postcss: { plugins: [] } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...notOurs, ...timed],
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
    globalSetup: 'server/testing/vitest.global.ts',
    setupFiles: 'server/testing/vitest.setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    restoreMocks: true,
  },
});
