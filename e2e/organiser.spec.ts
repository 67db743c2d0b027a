import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { buySeats } from './support/buying';
import { expect, signInAs, test } from './support/test';

const dayMs = 24 * 60 * 60_000;

/** A day from now at 19:00 in Korea, as a `datetime-local` field wants it. */
const eveningIn = (days: number) =>
  `${new Date(Date.now() + 9 * 3_600_000 + days * dayMs).toISOString().slice(0, 10)}T19:00`;

/** The figure under a name on the sale's page. */
const figure = (page: Page, name: string): Locator =>
  page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });

test('an organiser creates a concert and a schedule, opens it, and sees it sell', async ({
  page,
  context,
  request,
  demo,
  newFan,
}) => {
  await signInAs(context, await demo('organiser'));
  const title = `밤의 정원 ${Date.now().toString(36)}`;

  await page.goto('/admin');
  await page.getByRole('link', { name: '모든 공연' }).click();
  await page.getByRole('link', { name: '새 공연' }).click();
  await page.getByLabel('제목 (한국어)').fill(title);
  await page.getByLabel('제목 (영어)').fill('Garden at Night');
  await page.getByLabel('아티스트 (한국어)').fill('달무리');
  await page.getByLabel('아티스트 (영어)').fill('Moonhalo');
  await page.getByRole('button', { name: '공연 만들기' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await page.getByRole('button', { name: '공개하기' }).click();
  await expect(page.getByText('관객에게 공개된 공연이에요.')).toBeVisible();

  await page.getByRole('link', { name: '회차 더하기' }).click();
  await page.getByLabel('공연장', { exact: true }).selectOption({ label: '소리마루 홀 · 480석' });
  await page.getByLabel('공연 시작').fill(eveningIn(30));
  await page.getByLabel('예매 오픈').fill(eveningIn(7));
  await page.getByLabel(/R석/).fill('70000');
  await page.getByRole('button', { name: '회차 만들기' }).click();
  await expect(page.getByText('오픈 예정')).toBeVisible();
  const scheduleId = new URL(page.url()).pathname.split('/').at(-1)!;

  await page.getByRole('button', { name: '지금 열기' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '지금 열기' }).click();
  await expect(page.getByText('판매 중')).toBeVisible();

  const seats = { grade: 'R', count: 2 };
  const { total } = await buySeats(request, await newFan(), scheduleId, seats);
  expect(total).toBe(140_000);
  await expect(figure(page, '팔린 좌석')).toContainText(/2.*480석 가운데 0%/);
  await expect(figure(page, '매출')).toContainText('140,000원');
  await expect(figure(page, '줄 선 사람')).toContainText('모두 1명이 줄을 섰어요');
  await expect(page.getByRole('row', { name: /R석 2 0/ })).toContainText('140,000원');

  await page.goto(`/concerts?query=${encodeURIComponent(title)}`);
  await expect(page.getByRole('link', { name: new RegExp(title) }).first()).toBeVisible();
});

test('an organiser pauses a sale and changes its pace, each with a reason', async ({
  page,
  context,
  request,
  demo,
}) => {
  const organiser = await demo('organiser');
  await signInAs(context, organiser);
  const headers = { authorization: `Bearer ${organiser.token}` };
  const { concerts } = (await (
    await request.get('/api/admin/concerts?query=궤도', { headers })
  ).json()) as { concerts: { nextSale: { scheduleId: string } }[] };
  await page.goto(`/admin/schedules/${concerts[0]!.nextSale.scheduleId}`);

  await page.getByRole('button', { name: '입장 멈추기' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('이유').fill('결제 대행사 점검');
  await dialog.getByRole('button', { name: '입장 멈추기' }).click();
  await expect(page.getByText('입장 멈춤', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '결제 대행사 점검' })).toBeVisible();

  await page.getByRole('button', { name: '입장 다시 시작하기' }).click();
  await dialog.getByLabel('이유').fill('점검 끝');
  await dialog.getByRole('button', { name: '입장 다시 시작하기' }).click();
  await expect(page.getByRole('button', { name: '입장 멈추기' })).toBeVisible();

  await page.getByLabel('1분에 들여보낼 인원').fill('900');
  await page.getByLabel('이유').fill('서버를 살피며 천천히');
  await page.getByRole('button', { name: '바꾸기' }).click();
  await expect(page.getByText('1분에 1,700명 → 900명')).toBeVisible();

  await page.getByRole('button', { name: '스스로 늦추지 않기' }).click();
  await dialog.getByLabel('이유').fill('부하 시험');
  await dialog.getByRole('button', { name: '스스로 늦추지 않기' }).click();
  await expect(page.getByText('사이트가 느려져도 스스로 늦추지 않아요')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '부하 시험' })).toBeVisible();
});

/** The journeys before this one make more concerts than a page of the table shows. */
const springNights = `/admin/concerts?query=${encodeURIComponent('봄밤')}`;

test('bulk actions say for each concert how it went', async ({ page, context, demo, request }) => {
  const organiser = await demo('organiser');
  await signInAs(context, organiser);
  const title = { ko: `지울 봄밤 ${Date.now().toString(36)}`, en: 'To be deleted' };
  const made = await request.post('/api/admin/concerts', {
    headers: { authorization: `Bearer ${organiser.token}` },
    data: { title, artist: title },
  });
  expect(made.status()).toBe(201);
  await page.goto(springNights);
  await page.getByLabel(`${title.ko} 고르기`).check();
  await page.getByLabel('봄밤, 우리 고르기').check();
  await page.getByRole('button', { name: '지우기' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '지우기' }).click();
  await expect(page.getByText(`${title.ko}: 됐어요`)).toBeVisible();
  await expect(
    page.getByText('봄밤, 우리: 이미 판매된 좌석이 있어 공연을 지우거나 비공개로 바꿀 수 없어요.'),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: '봄밤, 우리' })).toBeVisible();
  await expect(page.getByRole('link', { name: title.ko })).toBeHidden();
});

test('the console of concerts and sales passes axe, on a phone too', async ({
  page,
  context,
  demo,
}) => {
  await signInAs(context, await demo('organiser'));
  await page.goto(springNights);
  const concert = await page.getByRole('link', { name: '봄밤, 우리' }).getAttribute('href');
  await page.goto(concert!);
  const schedule = await page.locator('a[href^="/admin/schedules/0"]').first().getAttribute('href');
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of [
      '/admin/concerts',
      '/admin/concerts/new',
      concert!,
      schedule!,
      `${schedule}/edit`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
    }
  }
});
