import type { APIResponse, Page } from '@playwright/test';
import { reserveSeats } from './support/buying';
import { expectInvariants, test } from './support/outage';
import { arriveAt, expect, type Person, site } from './support/test';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

/** Over the page, whatever it is: what is safe, and what happens next. */
const away = (page: Page) =>
  page.getByRole('status').filter({ hasText: '예매하신 내용은 안전해요. 자동으로 다시 연결하고' });

const pids = () => ['web', 'realtime', 'worker'].map((name) => site.pid(name as 'web'));

async function expectAway(answer: Promise<APIResponse>, code = 'service_unavailable') {
  const response = await answer;
  expect(response.status(), await response.text()).toBe(503);
  expect(Number(response.headers()['retry-after'])).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code });
}

test('Postgres goes away under open pages: they say so, nothing is half done, and they go on by themselves', async ({
  request,
  postgres,
  browserFor,
  newFan,
  aSale,
}) => {
  const scheduleId = await aSale('끊긴 밤');
  const fan = await newFan();
  const { total, reservationId } = await reserveSeats(request, fan, scheduleId, {
    grade: 'R',
    count: 2,
  });
  const charge = {
    headers: { ...bearer(fan), 'idempotency-key': 'charge-before-the-outage' },
    data: { amount: total },
  };
  expect((await request.post('/api/wallet/charges', charge)).status()).toBe(201);
  const context = await browserFor(fan);
  const [pay, my, visit] = [
    await context.newPage(),
    await context.newPage(),
    await context.newPage(),
  ];
  await pay.goto(`/reservations/${reservationId}/pay`);
  const payButton = pay.getByRole('button', { name: /원 결제하기$/ });
  await expect(payButton).toBeEnabled();
  const before = pids();

  await postgres.stop();
  await my.goto('/my');
  await expect(away(my)).toBeVisible();
  // Never kept by any cache: the page itself cannot be made.
  const response = await visit.goto(`/concerts?query=${Date.now()}`);
  expect(response!.status()).toBe(503);
  expect(Number(response!.headers()['retry-after'])).toBeGreaterThan(0);
  await expect(visit.getByText('예매하신 내용과 순서는 안전해요')).toBeVisible();
  await payButton.click();
  await expect(pay.getByText('결제 결과를 확인하고 있어요')).toBeVisible();
  const headers = { ...bearer(fan), 'idempotency-key': 'charge-in-the-outage' };
  await expectAway(request.get('/api/wallet', { headers }));
  await expectAway(request.post('/api/wallet/charges', { headers, data: { amount: 10_000 } }));

  await postgres.start();
  await expect(my.getByText('끊긴 밤').first()).toBeVisible();
  await expect(away(my)).toBeHidden();
  await expect(visit.getByRole('heading', { level: 1, name: /검색 결과/ })).toBeVisible();
  // Asked again under its key by the page, or, where it gave up before, by the person.
  await expect(async () => {
    if (/\/tickets\//.test(pay.url())) return;
    await payButton.click({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await arriveAt(pay, /\/tickets\//);
  const wallet = await request.get('/api/wallet', { headers: bearer(fan) });
  expect(await wallet.json()).toMatchObject({ balance: 0 });
  expect(pids()).toEqual(before);
  expectInvariants();
});

test('Redis goes away under the waiting page: the place is kept, and the fan gets in with it', async ({
  request,
  redis,
  newFan,
  aSale,
  aFanInLine,
}) => {
  const scheduleId = await aSale('끊긴 줄', { capacity: 1 });
  const queue = `${site.realtimeUrl()}/api/queue/${scheduleId}/places`;
  const inside = await newFan();
  const headers = bearer(inside);
  expect((await request.post(queue, { headers })).ok()).toBe(true);
  const enter = () => request.post(`${queue}/me/entry`, { headers });
  await expect.poll(async () => (await enter()).status()).toBe(200);
  const page = await aFanInLine(scheduleId);
  const number = page.locator('#stage').getByText('내 번호 2번');
  await expect(number).toBeVisible();
  const before = pids();

  await redis.stop();
  await expect(page.getByText(/순서는 안전해요/).first()).toBeVisible({ timeout: 60_000 });
  await expectAway(request.get(`${queue}/me`, { headers }), 'line_away');
  await expectAway(request.post(queue, { headers }), 'line_away');

  await redis.start();
  await expect(page.getByText(/순서는 안전해요/).first()).toBeHidden({ timeout: 60_000 });
  await expect(number).toBeVisible();
  await expect
    .poll(async () => (await request.delete(`${queue}/me`, { headers })).status())
    .toBe(204);
  const come = page.getByRole('button', { name: '입장하기' });
  await expect(async () => {
    if (!page.url().endsWith('/seats')) await come.click({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await arriveAt(page, `/schedules/${scheduleId}/seats`);
  expect(pids()).toEqual(before);
  expectInvariants();
});
