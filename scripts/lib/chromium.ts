import { existsSync } from 'node:fs';
import { aptInstall } from './apt';
import { findProgram, run } from './run';
import { StartError } from './say';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The flags that a browser needs as root, in a container, and where /dev/shm is small. */
export const chromiumFlags = ['--no-sandbox', '--disable-dev-shm-usage'];

/** A Chromium to drive: installed, else from Debian with a Korean font, else Playwright's own. */
export async function requireChromium(): Promise<string> {
  const found = findProgram(...names) ?? (await playwrightsOwn());
  if (found) return found;
  if (await aptInstall('chromium', 'fonts-noto-cjk')) {
    const installed = findProgram(...names);
    if (installed) return installed;
  }
  await run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']);
  const downloaded = await playwrightsOwn();
  if (downloaded) return downloaded;
  throw new StartError(
    'The journeys need a browser: install chromium (Debian and Ubuntu: apt-get install chromium), or run npx playwright install chromium.',
  );
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright');
  const file = chromium.executablePath();
  return existsSync(file) ? file : null;
}
