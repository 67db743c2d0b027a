import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import { aHallOnSale } from './support/sale';
import { arriveAt, expect, type Person, signInAs, site, test } from './support/test';

/** A browser that runs no script. axe runs all the same: Playwright puts it in from outside. */
async function plainBrowser(browser: Browser, person: Person, locale = 'ko') {
  const context = await browser.newContext({ baseURL: site.url(), javaScriptEnabled: false });
  await signInAs(context, person);
  await context.addCookies([{ name: 'locale', value: locale, url: site.url() }]);
  return context;
}

test('without JavaScript a fan joins, waits and gets in', async ({
  browser,
  newFan,
  request,
  demo,
}) => {
  const id = await aHallOnSale({ request, organiser: await demo('organiser') }, '글자만 있는 밤');
  const context = await plainBrowser(browser, await newFan());
  const page = await context.newPage();
  await page.goto(`/queue/${id}`);
  await arriveAt(page, `/queue/${id}/plain`);
  await expect(page.getByRole('heading', { name: '줄에 설까요?' })).toBeVisible();
  await page.getByRole('button', { name: '줄 서기' }).click();
  const enter = page.getByRole('button', { name: '입장하기' });
  // The page looks again by itself.
  await expect(enter).toBeVisible({ timeout: 20_000 });
  await enter.click();
  await arriveAt(page, `/schedules/${id}/seats`);
  await context.close();
});

test('without JavaScript a fan leaves the line, and comes back to its end', async ({
  browser,
  newFan,
  request,
  demo,
}) => {
  const organiser = await demo('organiser');
  const id = await aHallOnSale({ request, organiser }, '나갔다 오는 밤');
  const context = await plainBrowser(browser, await newFan(), 'en');
  const page = await context.newPage();
  await page.goto(`/queue/${id}/plain`);
  await page.getByRole('button', { name: 'Join the line' }).click();
  await page.getByText('Leave the line').click();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'You left the line' })).toBeVisible();
  await page.getByRole('button', { name: 'Join again' }).click();
  await expect(page.getByText('Leave the line')).toBeVisible();
  await page.getByRole('link', { name: '한국어' }).click();
  await expect(page.getByText('줄에서 나가기')).toBeVisible();
  await context.close();
});

test('the plain page has no accessibility violations, in both languages', async ({
  browser,
  newFan,
  request,
  demo,
}) => {
  const id = await aHallOnSale({ request, organiser: await demo('organiser') }, '누구나 오는 밤');
  for (const locale of ['ko', 'en']) {
    const fan = await newFan();
    // With scripts: axe needs them, and the page is the same.
    const context = await browser.newContext({ baseURL: site.url() });
    await signInAs(context, fan);
    await context.addCookies([{ name: 'locale', value: locale, url: site.url() }]);
    const page = await context.newPage();
    for (const act of [null, locale === 'ko' ? '줄 서기' : 'Join the line']) {
      await page.goto(`/queue/${id}/plain?still=1`);
      if (act) await page.getByRole('button', { name: act }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    }
    await context.close();
  }
});
