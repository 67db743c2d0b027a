import type { Page } from '@playwright/test';
import path from 'node:path';
import { inRoot } from '@/scripts/lib/paths';
import { expect, type Person, site, test } from '../support/test';
import { type Look, looks, nameOf } from './looks';
import { setStage, type Stage } from './stage';

const folder = process.env.SHOTS_DIR ?? inRoot('.data/screenshots');

test.describe.configure({ mode: 'serial' });

let stage: Stage;

test('the stage is set', async ({ request, demo, newFan }) => {
  stage = await setStage({ request, demo, newFan });
});

type Shot = (name: string, page: Page, options?: { fullPage?: boolean }) => Promise<void>;

const shotOf =
  (look: Look): Shot =>
  async (name, page, { fullPage = true } = {}) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({
      path: path.join(folder, `${name}.${nameOf(look)}.png`),
      fullPage,
      animations: 'disabled',
    });
  };

/** A page is there when nothing on it is still to come. */
async function settled(page: Page) {
  await expect(page.getByRole('heading').first()).toBeVisible();
  await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
}

const visitorPages = () => ({
  front: '/',
  'concerts-found': `/concerts?query=${encodeURIComponent('밤')}`,
  'concerts-none': '/concerts?query=zzzz',
  concert: `/concerts/${stage.concert.id}`,
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
  'forgot-password': '/forgot-password',
  'reset-password': '/reset-password#made-up',
  'verify-email': '/verify-email',
  'not-found': '/no-such-page',
  'waiting-signed-out': `/queue/${stage.lines.full}`,
});

const fanPages = () => ({
  my: '/my',
  'my-tickets': '/my/tickets',
  'my-wallet': '/my/wallet',
  pay: `/reservations/${stage.reservationId}/pay`,
  ticket: `/tickets/${stage.ticketId}`,
});

const adminPages = () => ({
  admin: '/admin',
  'admin-concerts': '/admin/concerts',
  'admin-concert': `/admin/concerts/${stage.concert.id}`,
  'admin-concert-new': '/admin/concerts/new',
  'admin-sale': `/admin/schedules/${stage.sold}`,
  'admin-sale-full': `/admin/schedules/${stage.lines.full}`,
  'admin-schedule-edit': `/admin/schedules/${stage.lines.before}/edit`,
  'admin-people': '/admin/people',
  'admin-dead-letters': '/admin/dead-letters',
  'admin-reservations': '/admin/reservations',
  door: '/door',
});

/** What the waiting page is told in place of a place. */
const refusals = {
  unverified: 'email_unverified',
  'line-full': 'line_full',
  over: 'sale_over',
  missing: 'not_found',
};

for (const look of looks) {
  test(`pages, ${nameOf(look)}`, async ({ browserFor, newFan }) => {
    const shot = shotOf(look);
    const open = async (person: Person | null) => {
      const context = await browserFor(person);
      await context.addCookies([{ name: 'locale', value: look.locale, url: site.url() }]);
      const page = await context.newPage();
      await page.setViewportSize({ width: look.width, height: look.width < 720 ? 844 : 900 });
      await page.emulateMedia({ colorScheme: look.colorScheme });
      return page;
    };
    const all = async (person: Person | null, pages: Record<string, string>) => {
      const page = await open(person);
      for (const [name, url] of Object.entries(pages)) {
        await page.goto(url);
        await settled(page);
        await shot(name, page);
      }
      await page.close();
    };
    await all(null, visitorPages());
    await all(stage.fan, fanPages());
    await all(await newFan(), { 'my-empty': '/my', 'wallet-empty': '/my/wallet' });
    await all(stage.admin, adminPages());
    await waiting(shot, open, newFan);
    await seats(shot, await open(await newFan()));
  });
}

async function waiting(
  shot: Shot,
  open: (person: Person) => Promise<Page>,
  newFan: () => Promise<Person>,
) {
  const { before, lobby, full, paused, open: onSale } = stage.lines;
  for (const [name, line] of Object.entries({ before, lobby, full, paused })) {
    const page = await open(await newFan());
    await page.goto(`/queue/${line}`);
    await settled(page);
    await page.waitForTimeout(1_500); // the stock and the first tick
    await shot(`waiting-${name}`, page);
    await page.close();
  }
  const called = await open(await newFan());
  // Who looks elsewhere is asked, and does not walk straight in.
  await called.addInitScript(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  await called.goto(`/queue/${onSale}`);
  await expect(called.locator('#stage button').first()).toBeVisible();
  await shot('waiting-turn', called);
  await called.close();
  for (const [name, code] of Object.entries(refusals)) {
    const page = await open(await newFan());
    await page.route('**/places', (route) =>
      route.fulfill({ status: 403, json: { code, title: code, status: 403 } }),
    );
    await page.goto(`/queue/${full}`);
    await settled(page);
    await shot(`waiting-${name}`, page);
    await page.close();
  }
}

async function seats(shot: Shot, page: Page) {
  const { open: line } = stage.lines;
  await page.goto(`/queue/${line}`);
  await expect(page).toHaveURL(/\/seats$/, { timeout: 45_000 });
  await expect(page.getByRole('application').locator('canvas').first()).toBeVisible();
  await page.waitForTimeout(1_000); // tiles are drawn when there is time
  await shot('seats', page, { fullPage: false });
  const best = page.getByRole('button', { name: /좋은 자리|best/i });
  await best.filter({ visible: true }).first().click();
  await page.waitForTimeout(1_500); // the flight to the seat
  await shot('seats-chosen', page, { fullPage: false });
  await page.getByRole('button', { name: /^(목록|List)$/ }).click();
  await shot('seats-list', page, { fullPage: false });
  // Room for whoever comes next.
  await page.request.delete(`${site.realtimeUrl()}/api/queue/${line}/places/me`);
  await page.close();
}
