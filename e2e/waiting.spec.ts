import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import {
  arriveAt,
  expect,
  type Fixtures,
  killAndAwait,
  type Person,
  site,
  test,
} from './support/test';

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

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

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
  // The device opened last is the live one, until the first is asked back.
  await expect(thirdPage.getByRole('heading', { name: '다른 화면에서 보고 있어요' })).toBeVisible();
  await thirdPage.getByRole('button', { name: '이 화면에서 볼래요' }).click();
  await expect(stage(thirdPage).getByText('내 번호 3번')).toBeVisible();
  await expect(
    otherDevice.getByRole('heading', { name: '다른 화면에서 보고 있어요' }),
  ).toBeVisible();
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

test('a fan takes home a receipt of the place, lets others pass and comes back', async ({
  newFan,
  request,
  aSale,
  aFanInLine,
}) => {
  const id = await aSale(title, { capacity: 1 });
  for (let count = 0; count < 3; count++) await joinByApi(request, await newFan(), id);
  const page = await aFanInLine(id);
  await expect(stage(page).getByText('내 번호 4번')).toBeVisible();

  // Before axe looks at the page: it opens one of its own, and as that closes Chromium now and then cancels a download.
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '접수증 받기' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toContain(id);

  await page.getByRole('button', { name: '5분 동안 먼저 보내기' }).click();
  await expect(page.getByRole('heading', { name: '먼저 보내는 동안' })).toBeVisible();
  await expect(page.locator('.digits')).toHaveText(/04:5\d/);
  await page.reload();
  await expect(page.getByRole('heading', { name: '먼저 보내는 동안' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '지금 다시 서기' }).click();
  await expect(stage(page).getByText('내 번호 4번')).toBeVisible();
});

test('a presale code moves a fan to the presale lane, and a wrong one says so', async ({
  request,
  demo,
  aSale,
  aFanInLine,
}) => {
  const id = await aSale(title, { opensInMs: 900_000 });
  const headers = bearer(await demo('organiser'));
  const schedule = `/api/admin/schedules/${id}`;
  const patched = await request.patch(schedule, { headers, data: { presaleShare: 0.5 } });
  expect(patched.status(), await patched.text()).toBe(200);
  const made = await request.post(`${schedule}/presale-codes`, { headers, data: { count: 1 } });
  const { codes } = (await made.json()) as { codes: string[] };

  const page = await aFanInLine(id);
  await expect(stage(page).getByText('대기실에 들어왔어요')).toBeVisible();
  await page.getByText('선예매 코드가 있나요?').click();
  const field = page.getByLabel('선예매 코드', { exact: true });
  await field.fill('AAAA-BBBB-CCCC');
  await page.getByRole('button', { name: '코드 쓰기' }).click();
  await expect(page.getByText('이 공연의 코드가 아니에요')).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await field.fill(codes[0]!.toLowerCase());
  await page.getByRole('button', { name: '코드 쓰기' }).click();
  await expect(page.locator('#presale')).toBeHidden();
  await expect(stage(page).getByText('선예매 줄')).toBeVisible();
});

/** Notes what the page would show outside its window, and says that nobody looks at it. Runs in the page. */
function lookAway() {
  const shown: string[] = [];
  const Notification = Object.assign(
    function Notice(heading: string) {
      shown.push(heading);
      return Object.assign(new EventTarget(), { close: () => undefined });
    },
    { permission: 'granted' },
  );
  Object.assign(window, { shown, Notification });
  Object.defineProperty(document, 'hidden', { get: () => true });
}

type Crowd = Pick<Fixtures, 'newFan' | 'browserFor' | 'aSale'> & { request: APIRequestContext };

/** A fan who is next, behind one who is inside and can leave. `prepare` runs in their page before anything else. */
async function nextInLine({ newFan, browserFor, aSale, request }: Crowd, prepare: () => void) {
  const id = await aSale(title, { capacity: 1 });
  const first = await newFan();
  await joinByApi(request, first, id);
  const page = await (await browserFor(await newFan())).newPage();
  await page.addInitScript(prepare);
  await page.goto(`/queue/${id}`);
  await expect(page.getByRole('heading', { name: '다음 차례예요' })).toBeVisible();
  const firstLeaves = async () => {
    const place = `${site.realtimeUrl()}/api/queue/${id}/places/me`;
    expect((await request.delete(place, { headers: bearer(first) })).status()).toBe(204);
  };
  return { id, page, firstLeaves };
}

test('who looks away is called by title, sound and notification, and has sixty seconds', async ({
  newFan,
  browserFor,
  request,
  aSale,
}) => {
  const { id, page, firstLeaves } = await nextInLine(
    { newFan, browserFor, request, aSale },
    lookAway,
  );
  const sound = page.getByRole('button', { name: '소리로 알려줘요' });
  await expect(sound).toHaveAttribute('aria-pressed', 'false');
  await sound.click();
  await expect(sound).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: '알림이 켜졌어요' })).toBeVisible();

  await firstLeaves();
  await expect(page).toHaveTitle(/^● (60|5\d)초 · 지금 들어오세요$/);
  await expect(page.getByRole('heading', { name: '내 차례예요' })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { shown: string[] }).shown)).toEqual([
    '내 차례예요 · Openrun',
  ]);
  await expectAccessible(page);
  await page.getByRole('button', { name: '입장하기' }).click();
  await arriveAt(page, `/schedules/${id}/seats`);
});

/** A phone, whose page may not make a notification: its worker shows it, and notes that. Runs in the page. */
function likeAPhone() {
  const shown: string[] = [];
  const Notification = Object.assign(
    function Notice() {
      throw new TypeError('Illegal constructor');
    },
    {
      permission: 'default',
      async requestPermission() {
        Notification.permission = 'granted';
      },
    },
  );
  ServiceWorkerRegistration.prototype.showNotification = async function show(heading, options) {
    shown.push(`${new URL(this.scope).pathname} ${heading} ${options!.tag}`);
  };
  Object.assign(window, { shown, Notification });
  Object.defineProperty(document, 'hidden', { get: () => true });
}

test('on a phone a fan asks for notifications, and a service worker shows that it is their turn', async ({
  newFan,
  browserFor,
  request,
  aSale,
}) => {
  const { id, page, firstLeaves } = await nextInLine(
    { newFan, browserFor, request, aSale },
    likeAPhone,
  );
  const workers = () =>
    page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(
        ({ scope }) => new URL(scope).pathname,
      ),
    );
  expect(await workers()).toEqual([]);
  await page.getByRole('button', { name: '알림 받기' }).click();
  await expect(page.getByRole('button', { name: '알림이 켜졌어요' })).toBeVisible();
  await expect.poll(workers).toEqual(['/queue/']);

  await firstLeaves();
  await expect(page.getByRole('heading', { name: '내 차례예요' })).toBeVisible();
  const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
  await expect.poll(shown).toEqual([`/queue/ 내 차례예요 · Openrun ${id}`]);
});

test('of two tabs the one opened last is live, without a socket too, and the place stays one', async ({
  newFan,
  browserFor,
  request,
  aSale,
}) => {
  const id = await aSale(title, { capacity: 1 });
  for (let count = 0; count < 2; count++) await joinByApi(request, await newFan(), id);
  const context = await browserFor(await newFan());
  await context.routeWebSocket(/socket\.io/, (socket) => socket.close());
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto(`/queue/${id}`);
  await expect(stage(one).getByText('내 번호 3번')).toBeVisible();
  await two.goto(`/queue/${id}`);
  await expect(stage(two).getByText('내 번호 3번')).toBeVisible();
  await expect(one.getByRole('heading', { name: '다른 화면에서 보고 있어요' })).toBeVisible();
  await one.getByRole('button', { name: '이 화면에서 볼래요' }).click();
  await expect(stage(one).getByText('내 번호 3번')).toBeVisible();
  await expect(two.getByRole('heading', { name: '다른 화면에서 보고 있어요' })).toBeVisible();
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
    await expectAccessible(page);
  }
});
