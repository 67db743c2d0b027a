import AxeBuilder from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '..');

/** The report of a recorded run, made anew as `npm run load` makes it. */
function makeReport(dir: string): string {
  cpSync(path.join(root, 'load/report/fixtures/rush'), dir, { recursive: true });
  const script = `import('./load/report/index.ts').then((m) => m.writeReport(${JSON.stringify(dir)}))`;
  execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: root });
  return pathToFileURL(path.join(dir, 'report.html')).href;
}

test('a load run’s report opens from the disk without a network, draws its plots in both themes and languages, and axe finds no fault', async ({
  page,
  context,
}, info) => {
  // axe looks at some two thousand cells, twice.
  test.slow();
  const url = makeReport(info.outputPath('run'));
  const asked: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  await context.setOffline(true);
  for (const [width, colorScheme] of [
    [390, 'dark'],
    [1440, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      '240석 가운데 227석이 팔렸어요',
    );
    // Every place has its plot, and something but background is drawn on it.
    const places = page.locator('[data-plot]:visible');
    const drawn = await places.evaluateAll((hosts) =>
      hosts.map((host) => {
        const canvas = host.querySelector('canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((byte) => byte > 0);
      }),
    );
    expect(drawn.length).toBeGreaterThan(15);
    expect(drawn).not.toContain(false);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBe(0);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('227 of 240 seats sold');
    await expect(page).toHaveTitle(/^227 of 240 seats sold/);
    await expect(page.getByRole('button', { name: '한국어' })).toBeFocused();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
  await page.getByText('As a table').first().click();
  await expect(page.getByRole('table', { name: 'People waiting and inside' })).toBeVisible();
  // Pointing at one plot tells the values of that moment in the others, too.
  await page.locator('[data-plot="line"]:visible .u-over').hover();
  await expect(page.locator('[data-live="connections:0"]:visible')).toHaveText(/\d/);
  expect(asked.filter((each) => !each.startsWith('file:'))).toEqual([]);
  expect(faults).toEqual([]);
});
