import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, type Person, site, test } from './support/test';

const title = '줄 서는 밤';

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

type Api = { request: APIRequestContext; organiser: Person };

async function post<T>({ request, organiser }: Api, path: string, data?: object): Promise<T> {
  const response = await request.post(path, { headers: bearer(organiser), data });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as T;
}

/** A sale of its own, so that no other journey is in its line; open since a minute unless told. */
async function aSale(api: Api, terms: { capacity?: number; opensInMs?: number } = {}) {
  const { request, organiser } = api;
  const headers = bearer(organiser);
  const { layouts } = (await (await request.get('/api/admin/layouts', { headers })).json()) as {
    layouts: { id: string; grades: { grade: string }[]; seatCount: number }[];
  };
  const layout = layouts.toSorted((a, b) => a.seatCount - b.seatCount)[0]!;
  const text = (words: string) => ({ ko: words, en: words });
  const concert = await post<{ id: string }>(api, '/api/admin/concerts', {
    title: text(title),
    artist: text('달무리'),
  });
  await post(api, `/api/admin/concerts/${concert.id}/publication`);
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
  const { id } = await post<{ id: string }>(api, '/api/admin/schedules', {
    concertId: concert.id,
    layoutId: layout.id,
    startsAt: inMs(7 * 86_400_000),
    opensAt: inMs(terms.opensInMs ?? -60_000),
    capacity: terms.capacity ?? 100,
    prices: layout.grades.map(({ grade }) => ({ grade, price: 50_000 })),
  });
  return id;
}

async function pause({ request, organiser }: Api, id: string, paused: boolean) {
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
const ahead = (page: Page) => page.locator('.digits');

test('a visitor is asked to sign in, and comes back to the line', async ({
  page,
  request,
  demo,
}) => {
  const id = await aSale({ request, organiser: await demo('organiser') });
  await page.goto(`/queue/${id}`);
  await expect(page.getByRole('heading', { name: '로그인하고 줄에 서요' })).toBeVisible();
  await expect(page.locator('#concert-title').getByText(title)).toBeVisible();
  await page.getByRole('link', { name: '로그인' }).click();
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/queue/${id}`)}`);
});

test('with room inside a fan walks straight through to the seats', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const id = await aSale({ request, organiser: await demo('organiser') });
  const page = await (await browserFor(await newFan())).newPage();
  await page.goto(`/queue/${id}`);
  await page.waitForURL(`/schedules/${id}/seats`);
  const kept = await page.evaluate((key) => sessionStorage.getItem(key), `openrun.pass.${id}`);
  expect(JSON.parse(kept!)).toHaveProperty('token');
});

test('without sockets the page polls, and the fan gets in all the same', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const api = { request, organiser: await demo('organiser') };
  const id = await aSale(api, { opensInMs: 6_000 });
  const context = await browserFor(await newFan());
  let refused = 0;
  await context.routeWebSocket(/socket\.io/, async (socket) => {
    refused += 1;
    await socket.close();
  });
  const page = await context.newPage();
  await page.goto(`/queue/${id}`);
  await expect(stage(page).getByText('대기실에 들어왔어요')).toBeVisible();
  await page.waitForURL(`/schedules/${id}/seats`, { timeout: 20_000 });
  expect(refused).toBeGreaterThan(0);
});

test('a full house: fans wait, move up, and the next one is called when somebody leaves', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const api = { request, organiser: await demo('organiser') };
  const id = await aSale(api, { capacity: 1 });
  const [first, second, third] = [await newFan(), await newFan(), await newFan()];

  const firstPage = await (await browserFor(first)).newPage();
  await firstPage.goto(`/queue/${id}`);
  await firstPage.waitForURL(`/schedules/${id}/seats`);

  const secondPage = await (await browserFor(second)).newPage();
  await secondPage.goto(`/queue/${id}`);
  await expect(secondPage.getByRole('heading', { name: '다음 차례예요' })).toBeVisible();

  const thirdContext = await browserFor(third);
  const thirdPage = await thirdContext.newPage();
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

  await pause(api, id, true);
  await expect(thirdPage.getByText(/입장을 잠시 멈췄어요/)).toBeVisible();
  await pause(api, id, false);
  await expect(thirdPage.getByText(/입장을 잠시 멈췄어요/)).toBeHidden();

  const line = `${site.realtimeUrl()}/api/queue/${id}/places/me`;
  expect((await request.delete(line, { headers: bearer(first) })).status()).toBe(204);
  const enter = thirdPage.getByRole('button', { name: '입장하기' });
  // Whoever came just now walks straight in; whoever has waited for longer is asked.
  await expect(async () => {
    if (thirdPage.url().endsWith('/seats')) return;
    await enter.click({ timeout: 500 });
  }).toPass();
  await thirdPage.waitForURL(`/schedules/${id}/seats`);
});

test('in the lobby everybody waits for the draw, and is let in at the opening', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const api = { request, organiser: await demo('organiser') };
  const id = await aSale(api, { opensInMs: 8_000 });
  const pages = await Promise.all(
    [await newFan(), await newFan()].map(async (fan) => (await browserFor(fan)).newPage()),
  );
  await Promise.all(pages.map((page) => page.goto(`/queue/${id}`)));
  for (const page of pages) {
    await expect(stage(page).getByText('대기실에 들어왔어요')).toBeVisible();
    await expect(page.getByRole('heading', { name: '예매 시작까지' })).toBeVisible();
    await expect(page.locator('.digits')).toHaveText(/00:0\d/);
  }
  await expect(stage(pages[0]!).getByText('지금 2명이 함께 기다려요')).toBeVisible();
  for (const page of pages) await page.waitForURL(`/schedules/${id}/seats`, { timeout: 20_000 });
});

test('the line survives a realtime process that dies, and a lost network', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const api = { request, organiser: await demo('organiser') };
  const id = await aSale(api, { capacity: 1 });
  for (let count = 0; count < 3; count++) await joinByApi(request, await newFan(), id);
  const context = await browserFor(await newFan());
  const page = await context.newPage();
  await page.goto(`/queue/${id}`);
  const number = stage(page).getByText(/내 번호 \d+번/);
  await expect(number).toBeVisible();
  const before = await number.textContent();

  await context.setOffline(true);
  await expect(page.getByText(/인터넷 연결이 끊겼어요/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/인터넷 연결이 끊겼어요/)).toBeHidden({ timeout: 15_000 });

  site.kill('realtime');
  await pause(api, id, true);
  // Heard from whichever process runs by then.
  await expect(page.getByText(/입장을 잠시 멈췄어요/)).toBeVisible({ timeout: 20_000 });
  await expect(number).toHaveText(before!);
});

test('the waiting page has no accessibility violations, in both languages and themes', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const id = await aSale({ request, organiser: await demo('organiser') }, { capacity: 1 });
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
