import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext } from '@playwright/test';
import { aShow, buySeats, reserveSeats } from './support/buying';
import { arriveAt, expect, type Fixtures, test } from './support/test';

/** Shows of `aShow` are seven days off, at 50,000 won a seat: cancelling costs a tenth. */
const seatPrice = 50_000;

test('search answers while one types, by keyboard', async ({ page }) => {
  await page.goto('/');
  const field = page.getByRole('banner').getByRole('combobox', { name: '공연 검색' });
  await field.pressSequentially('파도');
  await expect(page.getByRole('option', { name: /파도가 오기 전에/ })).toBeVisible();
  await field.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await field.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toHaveCount(1);
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '파도가 오기 전에' })).toBeVisible();
  await field.fill('없는공연이름');
  await expect(page.getByText('맞는 공연이 없어요')).toBeVisible();
});

test('the language changes where one is, and stays', async ({ page }) => {
  await page.goto('/concerts');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Concerts' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('link', { name: 'Before the Wave' })).toBeVisible();
});

test('a short wallet is topped up on the way, and two presses pay once', async ({
  request,
  browserFor,
  demo,
  newFan,
}) => {
  const show = await aShow(request, await demo('organiser'), '두 번 누르기');
  const fan = await newFan();
  const wanted = { grade: show.grade, count: 2 };
  const { reservationId } = await reserveSeats(request, fan, show.scheduleId, wanted);

  const page = await (await browserFor(fan)).newPage();
  await page.goto(`/reservations/${reservationId}/pay`);
  await expect(page.getByText('100,000원이 모자라요')).toBeVisible();
  const pay = page.getByRole('button', { name: '100,000원 결제하기' });
  await expect(pay).toBeDisabled();
  await page.getByRole('button', { name: '100,000원 충전' }).first().click();
  await expect(pay).toBeEnabled();
  await page.reload();
  await pay.dblclick();
  await arriveAt(page, /\/tickets\//);
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();

  await page.goto('/my/wallet');
  await expect(page.getByRole('row', { name: /결제 두 번 누르기/ })).toHaveCount(1);
  await expect(page.getByText('0원', { exact: true }).first()).toBeVisible();
});

type People = Pick<Fixtures, 'browserFor' | 'demo' | 'newFan'> & { request: APIRequestContext };

/** A fan with one seat of a show of this name, and a page of theirs. */
async function aTicketHolder({ request, browserFor, demo, newFan }: People, name: string) {
  const show = await aShow(request, await demo('organiser'), name);
  const fan = await newFan();
  await buySeats(request, fan, show.scheduleId, { grade: show.grade, count: 1 });
  return { fan, page: await (await browserFor(fan)).newPage() };
}

test('the fee is said before cancelling, and the rest comes back', async ({
  request,
  browserFor,
  demo,
  newFan,
}) => {
  const { fan, page } = await aTicketHolder({ request, browserFor, demo, newFan }, '취소할 공연');
  await page.goto('/my');
  await page.getByRole('button', { name: '예매 취소' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('취소 수수료 (10%)')).toBeVisible();
  await dialog.getByRole('button', { name: '취소하고 45,000원 돌려받기' }).click();
  await expect(page.getByText('45,000원이 지갑에 들어왔어요.')).toBeVisible();
  await expect(page.getByText('취소됨')).toBeVisible();

  const wallet = await request.get('/api/wallet', {
    headers: { authorization: `Bearer ${fan.token}` },
  });
  expect(await wallet.json()).toMatchObject({ balance: seatPrice * 0.9 });
});

test('a fee that has grown since it was shown is shown again, and only then taken', async ({
  request,
  browserFor,
  demo,
  newFan,
}) => {
  const { page } = await aTicketHolder({ request, browserFor, demo, newFan }, '자정에 취소할 공연');
  // The quote of a moment before midnight, when there still were ten days.
  let isBefore = true;
  await page.route('**/api/reservations/*/cancellation', async (route) => {
    if (!isBefore || route.request().method() !== 'GET') return route.continue();
    const json = { cancellable: true, daysLeft: 10, feePercent: 0, fee: 0, refund: seatPrice };
    return route.fulfill({ json });
  });
  await page.goto('/my');
  await page.getByRole('button', { name: '예매 취소' }).click();
  const dialog = page.getByRole('dialog');
  const free = dialog.getByRole('button', { name: '취소하고 50,000원 돌려받기' });
  await expect(free).toBeVisible();
  isBefore = false;
  await free.click();
  await expect(dialog.getByRole('status')).toContainText('취소 수수료가 바뀌어서');
  await expect(dialog.getByText('취소 수수료 (10%)')).toBeVisible();
  await expect(page.getByText('취소됨')).toHaveCount(0);
  await dialog.getByRole('button', { name: '취소하고 45,000원 돌려받기' }).click();
  await expect(page.getByText('45,000원이 지갑에 들어왔어요.')).toBeVisible();
  await expect(page.getByText('취소됨')).toBeVisible();
});

test('a ticket that was opened once opens without a network', async ({
  request,
  browserFor,
  demo,
  newFan,
}) => {
  const show = await aShow(request, await demo('organiser'), '전파 없는 공연장');
  const fan = await newFan();
  const wanted = { grade: show.grade, count: 2 };
  const { ticketIds } = await buySeats(request, fan, show.scheduleId, wanted);

  const context = await browserFor(fan);
  const page = await context.newPage();
  const kept = `/api/tickets/${ticketIds[0]}`;
  await page.goto(`/tickets/${ticketIds[0]}`);
  await expect(page.getByRole('link', { name: /^2번째 티켓/ })).toBeVisible();
  const isKept = () =>
    page.evaluate(async (path) => {
      const ready = await navigator.serviceWorker.getRegistration('/tickets/');
      const found = [path, location.href].map((one) => caches.match(one, { ignoreVary: true }));
      return Boolean(ready?.active) && (await Promise.all(found)).every(Boolean);
    }, kept);
  await expect.poll(isKept).toBe(true);

  await context.setOffline(true);
  await page.goto(`/tickets/${ticketIds[0]}`);
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '캘린더에 추가' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('openrun.ics');
});

test("a fan's pages pass axe in Korean and light on a phone, in English and dark on a desk", async ({
  request,
  browserFor,
  demo,
  newFan,
}) => {
  test.setTimeout(180_000);
  const show = await aShow(request, await demo('organiser'), '모두의 공연');
  const other = await aShow(request, await demo('organiser'), '결제할 공연');
  const fan = await newFan();
  const wanted = { grade: show.grade, count: 2 };
  const { ticketIds } = await buySeats(request, fan, show.scheduleId, wanted);
  const waiting = await reserveSeats(request, fan, other.scheduleId, wanted);
  const { concerts } = (await (await request.get('/api/concerts')).json()) as {
    concerts: { id: string }[];
  };
  const paths = [
    ...['/', '/concerts', `/concerts/${concerts[0]!.id}`, `/tickets/${ticketIds[0]}`],
    ...['/my', '/my/tickets', '/my/wallet', `/reservations/${waiting.reservationId}/pay`],
    '/no-such-page',
  ];
  const context = await browserFor(fan);
  const page = await context.newPage();
  for (const [locale, colorScheme, width] of [
    ['ko', 'light', 390],
    ['en', 'dark', 1440],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await page.evaluate((value) => (document.cookie = `locale=${value};path=/`), locale);
    for (const path of paths) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations, `${path} ${locale} ${colorScheme} ${width}`).toEqual([]);
      const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await page.evaluate(overflow), path).toBeLessThanOrEqual(0);
    }
  }
});
