import { expect, killAndAwait, site, test } from './support/test';

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

test('a program that is killed comes back within moments', async () => {
  for (const name of ['web', 'realtime'] as const) await killAndAwait(name);
});
