import path from 'node:path';
import type { Page } from '@playwright/test';
import { inRoot } from '@/scripts/lib/paths';
import { SandboxControl } from '@/sandbox/gateway/control';
import { aShow, reserveSeats } from '../support/buying';
import { expect, site, test } from '../support/test';
import { looks, nameOf } from './looks';

const folder = process.env.SHOTS_DIR ?? inRoot('.data/screenshots');

const words = {
  ko: {
    card: /카드/,
    declined: /모자라/,
    waiting: '결제를 확인하고',
    slow: '카드사의 답',
    back: '전액',
  },
  en: {
    card: /Card/,
    declined: /too low/,
    waiting: 'Checking',
    slow: 'card company',
    back: 'all of it',
  },
};

type Answer = { status: string; amount: number; failureCode?: string };

/** What the API says of a payment from now on; null is never. */
const answerWith = (page: Page, answer: Answer | null) =>
  page.route('**/api/payments/*/confirmation', async (route) => {
    const id = '0198f3a0-0000-7000-8000-000000000000';
    const payment = { id, reservationId: id, method: 'card', completedAt: null, ticketIds: [] };
    if (answer) await route.fulfill({ json: { ...payment, ...answer } });
  });

for (const look of looks) {
  test(`paying by card, ${nameOf(look)}`, async ({ request, demo, newFan, browserFor }) => {
    const { scheduleId, grade } = await aShow(request, await demo('organiser'), '가을의 시작');
    const fan = await newFan();
    const { reservationId } = await reserveSeats(request, fan, scheduleId, { grade, count: 2 });
    const context = await browserFor(fan);
    await context.addCookies([{ name: 'locale', value: look.locale, url: site.url() }]);
    const open = async () => {
      const page = await context.newPage();
      await page.setViewportSize({ width: look.width, height: look.width < 720 ? 844 : 900 });
      await page.emulateMedia({ colorScheme: look.colorScheme });
      return page;
    };
    const shot = async (name: string, page: Page) => {
      await page.evaluate(() => document.fonts.ready);
      const file = path.join(folder, `${name}.${nameOf(look)}.png`);
      await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
    };
    const text = words[look.locale];
    const page = await open();
    const pay = `/reservations/${reservationId}/pay`;
    await page.goto(pay);
    await expect(page.getByRole('radio').first()).toBeVisible();
    await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
    await shot('pay-methods', page);
    await page.getByRole('radio', { name: text.card }).check();
    await shot('pay-card', page);
    await page.goto(`${pay}?code=REJECT_CARD_PAYMENT&message=x`);
    await expect(page.getByText(text.declined)).toBeVisible();
    await shot('pay-declined', page);
    await page.getByRole('button', { name: /₩|원/ }).last().click();
    await expect(page.locator('form button').first()).toBeVisible();
    // The window goes by the browser's language, which is Korean here.
    if (look.locale === 'en') await page.getByRole('link', { name: 'English' }).click();
    await shot('gateway-window', page);
    await page.close();

    const said = `?payment=0198f3a0-0000-7000-8000-000000000000&paymentKey=k&orderId=order-1&amount=1`;
    const states = {
      'pay-confirming': [null, text.waiting],
      'pay-confirming-long': [{ status: 'CONFIRMING', amount: 1 }, text.slow],
      'pay-returned': [{ status: 'RETURNED', amount: 100_000 }, text.back],
    } as const;
    for (const [name, [answer, says]] of Object.entries(states)) {
      const each = await open();
      await answerWith(each, answer);
      await each.route('**/api/payments/0198f3a0-0000-7000-8000-000000000000', () => undefined);
      await each.goto(pay + said);
      await expect(each.getByText(says).first()).toBeVisible();
      await shot(name, each);
      await each.close();
    }

    const order = { reservationId, method: 'card' };
    const headers = { authorization: `Bearer ${fan.token}` };
    const opened = await request.post('/api/payments', {
      ...{ headers: { ...headers, 'idempotency-key': `shot-${reservationId}` }, data: order },
    });
    const { id, amount } = (await opened.json()) as { id: string; amount: number };
    const sandbox = new SandboxControl(site.gatewayUrl());
    const { paymentKey, orderId } = await sandbox.authenticate({ orderId: id });
    await request.post(`/api/payments/${id}/confirmation`, {
      headers: { ...headers, 'idempotency-key': `confirm-${id}` },
      data: { paymentKey, orderId, amount },
    });
    const my = await open();
    await my.goto('/my');
    await expect(my.getByRole('article')).toBeVisible();
    await shot('my-by-card', my);
    await request.post(`/api/reservations/${reservationId}/cancellation`, {
      headers: { ...headers, 'idempotency-key': `cancel-${reservationId}` },
    });
    await my.goto('/my');
    await expect(my.getByRole('article')).toContainText(/환불|[Rr]efund/);
    await my.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
    await shot('my-refund', my);
  });
}
