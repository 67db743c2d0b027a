import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import { arriveAt, expect, killAndAwait, type Person, site, test } from './support/test';

const title = '줄 서는 밤';

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

/** Stops the entries of a line, or lets them go on. */
async function pause(request: APIRequestContext, organiser: Person, id: string, paused: boolean) {
  const response = await request.patch(`/api/admin/schedules/${id}`, {
    headers: bearer(organiser),
    data: { paused, reason: 'a journey' },
  });
  expect(response.status(), await response.text()).toBe(200);
}

const joinByApi = (request: APIRequestContext, fan: Person, id: string) =>
  request.post(`${site.realtimeUrl()}/api/queue/${id}/places`, { headers: bearer(fan) });

/** What the screen says; the same words stand once more in the live region. */
const stage = (page: Page) => page.locator('#stage');
/** Whoever came just now walks straight in; whoever has waited for longer is asked. */
async function comesIn(page: Page, id: string) {
  const enter = page.getByRole('button', { name: '입장하기' });
  await expect(async () => {
    if (!page.url().endsWith('/seats')) await enter.click({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await arriveAt(page, `/schedules/${id}/seats`);
}

const ahead = (page: Page) => page.locator('.digits');

test('a visitor is asked to sign in, and comes back to the line', async ({ page, aSale }) => {
  const id = await aSale(title);
  await page.goto(`/queue/${id}`);
  await expect(page.getByRole('heading', { name: '로그인하고 줄에 서요' })).toBeVisible();
  await expect(page.locator('#concert-title').getByText(title)).toBeVisible();
  await page.getByRole('link', { name: '로그인' }).click();
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/queue/${id}`)}`);
});

test('with room inside a fan walks straight through to the seats', async ({
  aSale,
  aFanInLine,
}) => {
  const id = await aSale(title);
  const page = await aFanInLine(id);
  await arriveAt(page, `/schedules/${id}/seats`);
  const kept = await page.evaluate((key) => sessionStorage.getItem(key), `openrun.pass.${id}`);
  expect(JSON.parse(kept!)).toHaveProperty('token');
});

test('without sockets the page polls, and the fan gets in all the same', async ({
  browserFor,
  newFan,
  request,
  demo,
  aSale,
}) => {
  const organiser = await demo('organiser');
  const id = await aSale(title);
  await pause(request, organiser, id, true);
  const context = await browserFor(await newFan());
  let refused = 0;
  await context.routeWebSocket(/socket\.io/, async (socket) => {
    refused += 1;
    await socket.close();
  });
  const page = await context.newPage();
  await page.goto(`/queue/${id}`);
  await expect(page.getByText(/입장을 잠시 멈췄어요/)).toBeVisible();
  await expect.poll(() => refused).toBeGreaterThan(0);
  await pause(request, organiser, id, false);
  await comesIn(page, id);
});

test('a full house: fans wait, move up, and the next one is called when somebody leaves', async ({
  browserFor,
  newFan,
  request,
  demo,
  aSale,
  aFanInLine,
}) => {
  const organiser = await demo('organiser');
  const id = await aSale(title, { capacity: 1 });
  const [first, third] = [await newFan(), await newFan()];

  const firstPage = await (await browserFor(first)).newPage();
  await firstPage.goto(`/queue/${id}`);
  await arriveAt(firstPage, `/schedules/${id}/seats`);

  const secondPage = await aFanInLine(id);
  await expect(secondPage.getByRole('heading', { name: '다음 차례예요' })).toBeVisible();

  const thirdPage = await (await browserFor(third)).newPage();
  await thirdPage.goto(`/queue/${id}`);
  await expect(ahead(thirdPage)).toHaveText('1');
  await expect(stage(thirdPage).getByText('내 번호 3번')).toBeVisible();
  await expect(thirdPage.getByRole('heading', { name: '남은 좌석' })).toBeVisible();
  await thirdPage.reload();
  await expect(stage(thirdPage).getByText('내 번호 3번')).toBeVisible();

  const otherDevice = await (await browserFor(third)).newPage();
  await otherDevice.goto(`/queue/${id}`);
  await expect(stage(otherDevice).getByText('내 번호 3번')).toBeVisible();
  await otherDevice.close();

  await secondPage.getByRole('button', { name: '줄에서 나가기' }).click();
  await secondPage.getByRole('button', { name: '나갈게요' }).click();
  await expect(secondPage.getByRole('heading', { name: '줄에서 나왔어요' })).toBeVisible();
  await secondPage.reload();
  await expect(secondPage.getByRole('heading', { name: '줄에서 나왔어요' })).toBeVisible();

  await pause(request, organiser, id, true);
  await expect(thirdPage.getByText(/입장을 잠시 멈췄어요/)).toBeVisible();
  await pause(request, organiser, id, false);
  await expect(thirdPage.getByText(/입장을 잠시 멈췄어요/)).toBeHidden();

  const line = `${site.realtimeUrl()}/api/queue/${id}/places/me`;
  expect((await request.delete(line, { headers: bearer(first) })).status()).toBe(204);
  await comesIn(thirdPage, id);
});

test('in the lobby everybody waits for the draw, and is let in at the opening', async ({
  browserFor,
  newFan,
  aSale,
}) => {
  const pages = await Promise.all(
    [await newFan(), await newFan()].map(async (fan) => (await browserFor(fan)).newPage()),
  );
  // Both are there well before the lobby closes, ten seconds before the opening.
  const id = await aSale(title, { opensInMs: 25_000 });
  await Promise.all(pages.map((page) => page.goto(`/queue/${id}`)));
  for (const page of pages) {
    await expect(stage(page).getByText('대기실에 들어왔어요')).toBeVisible();
    await expect(page.getByRole('heading', { name: '예매 시작까지' })).toBeVisible();
    await expect(page.locator('.digits')).toHaveText(/00:\d\d/);
  }
  await expect(stage(pages[0]!).getByText('지금 2명이 함께 기다려요')).toBeVisible();
  for (const page of pages) await comesIn(page, id);
});

test('the line survives a realtime process that dies, and a lost network', async ({
  newFan,
  request,
  demo,
  aSale,
  aFanInLine,
}) => {
  const organiser = await demo('organiser');
  const id = await aSale(title, { capacity: 1 });
  for (let count = 0; count < 3; count++) await joinByApi(request, await newFan(), id);
  const page = await aFanInLine(id);
  const number = stage(page).getByText(/내 번호 4번/);
  await expect(number).toBeVisible();

  await page.context().setOffline(true);
  await expect(page.getByText(/인터넷 연결이 끊겼어요/)).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText(/인터넷 연결이 끊겼어요/)).toBeHidden();

  await killAndAwait('realtime');
  await pause(request, organiser, id, true);
  await expect(page.getByText(/입장을 잠시 멈췄어요/)).toBeVisible();
  await expect(number).toBeVisible();
});

test('the waiting page has no accessibility violations, in both languages and themes', async ({
  browserFor,
  newFan,
  request,
  aSale,
}) => {
  const id = await aSale(title, { capacity: 1 });
  for (let count = 0; count < 3; count++) await joinByApi(request, await newFan(), id);
  for (const [locale, colorScheme] of [
    ['ko', 'light'],
    ['en', 'dark'],
  ] as const) {
    const context = await browserFor(await newFan());
    await context.addCookies([{ name: 'locale', value: locale, url: site.url() }]);
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme });
    await page.goto(`/queue/${id}`);
    await expect(ahead(page)).toBeVisible();
    await expect(page.locator('#stock')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  }
});
