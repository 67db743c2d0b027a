import { defineConfig, devices } from '@playwright/test';
import { chromiumFlags } from './scripts/lib/chromium';
import { findProgram } from './scripts/lib/run';

const executablePath =
  process.env.OPENRUN_CHROMIUM ?? findProgram('chromium', 'google-chrome') ?? undefined;

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/global.ts',
  outputDir: 'test-results',
  // One site is shared, and two cores drive it and the browsers.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  // Two cores that also build, seed and draw: a wait that ends early costs nothing when all is well.
  expect: { timeout: 20_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.E2E_URL,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: chromiumFlags },
  },
});
