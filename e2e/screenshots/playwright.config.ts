import base from '../../playwright.config';

/** Not journeys: `npm run screenshots` runs this. */
export default {
  ...base,
  testDir: '.',
  testMatch: '*.shots.ts',
  globalSetup: '../support/global.ts',
  outputDir: '../../test-results',
  timeout: 600_000,
};
