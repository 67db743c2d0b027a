import { expect, site, test } from './support/test';

test('a visitor sees the concerts, in Korean', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('heading').first()).toBeVisible();
  await expect(page.locator('a[href^="/concerts/"]').first()).toBeVisible();
});

test('each program says that it is alive and ready', async ({ request }) => {
  for (const url of [site.url(), site.realtimeUrl()]) {
    expect((await request.get(`${url}/healthz`)).status()).toBe(200);
    expect((await request.get(`${url}/readyz`)).status()).toBe(200);
  }
});

test('a program that is killed comes back within moments', async ({ request }) => {
  for (const [name, url] of [
    ['web', site.url()],
    ['realtime', site.realtimeUrl()],
  ] as const) {
    const before = site.pid(name);
    site.kill(name);
    await expect.poll(() => site.pid(name), { intervals: [100] }).not.toBe(before);
    const answers = () => request.get(`${url}/readyz`).then((response) => response.status());
    await expect.poll(() => answers().catch(() => 0), { timeout: 15_000 }).toBe(200);
  }
});
