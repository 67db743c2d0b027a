import path from 'node:path';
import type { Page } from '@playwright/test';
import { inRoot } from '@/scripts/lib/paths';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { buySeats } from '../support/buying';
import { placeOnMap } from '../support/seats';
import { expect, site, test } from '../support/test';
import { type Look, looks, nameOf } from './looks';

const folder = process.env.SHOTS_DIR ?? inRoot('.data/screenshots');

const list = /^(목록|List)$/;
const folds = [/^(A구역|Section A)/, /^(1열|Row 1)/];

async function lookAs(page: Page, look: Look) {
  await page.context().addCookies([{ name: 'locale', value: look.locale, url: site.url() }]);
  await page.setViewportSize({ width: look.width, height: look.width < 720 ? 844 : 900 });
  await page.emulateMedia({ colorScheme: look.colorScheme });
  await page.reload();
}

async function shot(name: string, page: Page, look: Look) {
  await page.evaluate(() => document.fonts.ready);
  const file = path.join(folder, `${name}.${nameOf(look)}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** What the seat screen is told of the seats from now on. */
const tellSeats = (page: Page, outlook: 'away' | 'degraded') =>
  page.route('**/api/schedules/*/seats', async (route) => {
    const refused = { code: 'seats_away', title: 'seats_away', status: 503 };
    if (outlook === 'away') return route.fulfill({ status: 503, json: refused });
    const snapshot = (await (await route.fetch()).json()) as SeatSnapshot;
    return route.fulfill({ json: { ...snapshot, degraded: true } });
  });

for (const look of looks) {
  test(`a seat left alone, ${nameOf(look)}`, async ({ aSale, aFanAtTheSeats }) => {
    const schedule = await aSale('한 자리만 남는 밤', { orphanRule: 'strict' });
    const page = await aFanAtTheSeats(schedule);
    const { x, y } = await placeOnMap(page, schedule, 1);
    await page.mouse.click(x, y);
    const alone = page.getByText(/홀로 남아요|left alone/).filter({ visible: true });
    await expect(alone.first()).toBeVisible();
    await lookAs(page, look);
    await expect(alone.first()).toBeVisible();
    const left = await placeOnMap(page, schedule, 0);
    await page.mouse.move(left.x, left.y);
    await page.waitForTimeout(1_000); // tiles are drawn when there is time
    await shot('seats-orphan', page, look);
    await page.mouse.wheel(0, -900);
    await page.waitForTimeout(1_000);
    await shot('seats-orphan-near', page, look);
    await page.getByRole('button', { name: list }).click();
    for (const name of folds) await page.getByRole('button', { name }).click();
    await shot('seats-orphan-list', page, look);
  });

  test(`seats while they cannot be held, ${nameOf(look)}`, async ({ aSale, aFanAtTheSeats }) => {
    const page = await aFanAtTheSeats(await aSale('쉬어 가는 밤', { seatsAwayMode: 'degraded' }));
    for (const outlook of ['away', 'degraded'] as const) {
      await page.unrouteAll();
      await tellSeats(page, outlook);
      await lookAs(page, look);
      await expect(page.locator('[data-fullscreen] > p[role=status]')).toBeVisible();
      await page.waitForTimeout(1_000);
      await shot(`seats-${outlook}`, page, look);
    }
    await page.getByRole('button', { name: list }).click();
    for (const name of [...folds, /(1열 3번|row 1, seat 3),/])
      await page.getByRole('button', { name }).click();
    await shot('seats-degraded-list', page, look);
  });

  test(`a show is cancelled, ${nameOf(look)}`, async ({
    aSale,
    request,
    demo,
    newFan,
    browserFor,
  }) => {
    const schedule = await aSale('취소된 밤');
    await buySeats(request, await newFan(), schedule, { grade: 'R', count: 2 });
    const page = await (await browserFor(await demo('organiser'))).newPage();
    await page.goto(`/admin/schedules/${schedule}`);
    await lookAs(page, look);
    await page.getByRole('button', { name: /^(공연 취소하기|Cancel the show)$/ }).click();
    const fields = page.getByRole('dialog').getByRole('textbox');
    await fields.first().fill('공연장 사정으로 열지 못해요');
    await shot('admin-cancel-show', page, look);
    await fields.last().fill(look.locale === 'ko' ? '공연 취소' : 'cancel the show');
    await fields.last().press('Enter');
    await expect(page.getByText(/모두 취소했어요|reservations are cancelled$/)).toBeVisible();
    await expect(page.getByText(/480석 가운데 0%|0% of 480/)).toBeVisible();
    await shot('admin-cancelled-show', page, look);
  });
}
