import type { Browser, Page } from 'playwright';

export type Screen = { name: string; width: number; height: number; ratio: number };

export type Cookie = { name: string; value: string; url: string };

export type Visit = { screen: Screen; url: string; cookies: Cookie[] };

const cpuSlowdown = 4;
/** Chromium's own "Fast 4G", with the latency that it adds to each request. */
const fast4g = {
  offline: false,
  downloadThroughput: (9_000 * 1_000) / 8,
  uploadThroughput: (1_350 * 1_000) / 8,
  latency: 165,
};
const quietMs = 1_500;
const quietAfterMax = 20_000;

export type Paint = { ms: number; firstMs: number; what: string; bytes: number };

/** The largest contentful paint of a first visit: nothing cached, a slow phone, a phone's network. */
export async function paintOf(browser: Browser, { screen, url, cookies }: Visit): Promise<Paint> {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    deviceScaleFactor: screen.ratio,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
  });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', fast4g);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
    let bytes = 0;
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.addInitScript(keepLargest);
    await page.goto(url, { waitUntil: 'load', timeout: 60_000 });
    return { ...(await settled(page)), bytes };
  } finally {
    await context.close();
  }
}

type Largest = { ms: number; what: string };
declare global {
  // eslint-disable-next-line no-var
  var largestPaint: Largest;
}

/** Runs in the page, before anything of it. */
function keepLargest(): void {
  globalThis.largestPaint = { ms: 0, what: '' };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { element?: Element })[]) {
      const { element } = entry;
      const words = element?.textContent.trim().slice(0, 24) ?? '';
      const what = `${element?.tagName.toLowerCase() ?? '?'} ${words}`.trim();
      globalThis.largestPaint = { ms: entry.startTime, what };
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
}

/** The largest so far, once it has not changed for a while and the network has nothing more to say. */
async function settled(page: Page): Promise<Largest & { firstMs: number }> {
  await page.waitForLoadState('networkidle', { timeout: quietAfterMax }).catch(() => undefined);
  await page.waitForTimeout(quietMs);
  return page.evaluate(() => {
    const [first] = performance.getEntriesByName('first-contentful-paint');
    return { ...globalThis.largestPaint, firstMs: first?.startTime ?? 0 };
  });
}
