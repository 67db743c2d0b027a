import type { Locator, Page } from '@playwright/test';
import { payFromWallet } from './support/paying';
import { arriveAt, expect, killAndAwait, test } from './support/test';

/** From the concert's page through the line to the list of its seats. */
async function openSeats(page: Page, title: string) {
  await page.goto(`/concerts?query=${encodeURIComponent(title)}`);
  await page
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await page.getByRole('link', { name: '예매하기' }).first().click();
  await arriveAt(page, /\/schedules\/.+\/seats/);
  await page.getByRole('button', { name: '목록' }).click();
}

/** What one looks for in the search. */
const aTitle = () => `떠나는 밤 ${Date.now().toString(36)}`;

/** Opens one row of the list. */
async function openRow(page: Page, section: string, row: string): Promise<Locator> {
  await page.getByLabel('남은 좌석만 보기').uncheck();
  await page.getByRole('button', { name: new RegExp(`^${section}구역`) }).click();
  await page.getByRole('button', { name: new RegExp(`^${row}열`) }).click();
  return page.getByRole('group', { name: `${row}열` });
}

const seat = (row: Locator, number: number) =>
  row.getByRole('button', { name: new RegExp(` ${number}번, `) });

const shows = (row: Locator, number: number, state: string) =>
  expect(row.getByRole('button', { name: new RegExp(` ${number}번, .*${state}`) })).toBeVisible();

async function signUp(page: Page, name: string) {
  await page.goto('/sign-up?next=%2Fconcerts');
  await page.getByLabel('이름').fill(name);
  await page.getByLabel('이메일').fill(`buyer-${Date.now()}@journey.test`);
  await page.getByLabel('비밀번호').fill('a long enough password');
  await page.getByRole('main').getByRole('button', { name: '가입' }).click();
  await arriveAt(page, /\/concerts$/);
}

async function goOnAndPay(page: Page) {
  await page.getByRole('button', { name: '결제하러 가기' }).click();
  await arriveAt(page, /\/reservations\/.+\/pay/);
  await payFromWallet(page);
}

test('a fan buys two seats from sign-up to QR code, and another sees them go', async ({
  page,
  browserFor,
  newFan,
  aSale,
}) => {
  const title = aTitle();
  await aSale(title);
  await signUp(page, '여정');
  await openSeats(page, title);
  const mine = await openRow(page, 'F', '10');

  const watcher = await (await browserFor(await newFan())).newPage();
  await openSeats(watcher, title);
  const theirs = await openRow(watcher, 'F', '10');
  await shows(theirs, 3, '선택할 수 있어요');

  await seat(mine, 3).click();
  await seat(mine, 4).click();
  await shows(mine, 4, '내가 고른 좌석');
  for (const number of [3, 4]) await shows(theirs, number, '다른 분이 선택 중');

  await goOnAndPay(page);
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  for (const number of [3, 4]) await shows(theirs, number, '판매된 좌석');

  await page.goto('/my/tickets');
  await expect(page.getByRole('link', { name: new RegExp(title) }).first()).toBeVisible();
});

test('killing every program in the middle of a purchase loses nothing', async ({
  browserFor,
  newFan,
  aSale,
}) => {
  const title = aTitle();
  await aSale(title);
  const fan = await newFan();
  const page = await (await browserFor(fan)).newPage();
  await openSeats(page, title);
  const row = await openRow(page, 'E', '10');
  await seat(row, 3).click();
  await shows(row, 3, '내가 고른 좌석');

  for (const name of ['worker', 'realtime', 'web'] as const) await killAndAwait(name);

  await goOnAndPay(page);
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  const watcher = await (await browserFor(await newFan())).newPage();
  await openSeats(watcher, title);
  await shows(await openRow(watcher, 'E', '10'), 3, '판매된 좌석');
});
