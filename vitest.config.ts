import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Each worker has a database and a Redis of its own, so there are as many of those as of workers. */
export const maxWorkers = Math.min(4, os.availableParallelism());

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  // The tests need no stylesheets, and Vite would look for their tools.
  css: { postcss: { plugins: [] } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '.next/**', '.data/**', 'dist/**', 'e2e/**'],
    globalSetup: 'server/testing/vitest.global.ts',
    setupFiles: 'server/testing/vitest.setup.ts',
    maxWorkers,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    restoreMocks: true,
  },
});
