import { expect, signInAs, test } from './support/test';

const dayMs = 24 * 60 * 60_000;

/** A day from now at 19:00 in Korea, as a `datetime-local` field wants it. */
const eveningIn = (days: number) =>
  `${new Date(Date.now() + 9 * 3_600_000 + days * dayMs).toISOString().slice(0, 10)}T19:00`;

test('an organiser keeps seats from sale, puts one row back, and takes the concert back', async ({
  page,
  context,
  demo,
}) => {
  await signInAs(context, await demo('organiser'));
  await page.goto('/admin/concerts/new');
  await page.getByLabel('제목 (한국어)').fill('비 오는 정원');
  await page.getByLabel('제목 (영어)').fill('Garden in the Rain');
  await page.getByLabel('아티스트 (한국어)').fill('달무리');
  await page.getByLabel('아티스트 (영어)').fill('Moonhalo');
  await page.getByRole('button', { name: '공연 만들기' }).click();
  await page.getByRole('button', { name: '공개하기' }).click();
  await expect(page.getByText('관객에게 공개된 공연이에요.')).toBeVisible();
  const concert = page.url();

  await page.getByRole('link', { name: '회차 더하기' }).click();
  await page.getByLabel('공연장', { exact: true }).selectOption({ label: '소리마루 홀 · 480석' });
  await page.getByLabel('공연 시작').fill(eveningIn(30));
  await page.getByLabel('예매 오픈').fill(eveningIn(7));
  const blocked = page.getByRole('group', { name: '판매하지 않는 좌석' });
  await expect(blocked.getByText('모든 좌석을 판매해요.')).toBeVisible();
  await blocked.getByLabel('열', { exact: true }).selectOption({ index: 1 });
  await blocked.getByLabel('시작 번호').fill('999');
  await blocked.getByRole('button', { name: '추가' }).click();
  await expect(blocked.getByText('이 열에 없는 번호예요.')).toBeVisible();
  await blocked.getByLabel('시작 번호').fill('2');
  await blocked.getByLabel('끝 번호').fill('3');
  await blocked.getByLabel('끝 번호').press('Enter');
  await expect(blocked.getByText('2석을 판매하지 않아요.')).toBeVisible();
  await blocked.getByLabel('열', { exact: true }).selectOption({ index: 2 });
  await blocked.getByRole('button', { name: '추가' }).click();
  await expect(blocked.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: '회차 만들기' }).click();
  await expect(page.getByText('오픈 예정')).toBeVisible();

  await page.getByRole('link', { name: '회차 고치기' }).click();
  await expect(blocked.getByRole('listitem')).toHaveCount(2);
  await blocked
    .getByRole('button', { name: /다시 판매하기/ })
    .nth(1)
    .click();
  await page.getByRole('button', { name: '저장하기' }).click();
  await expect(page.getByText('오픈 예정')).toBeVisible();
  await page.getByRole('link', { name: '회차 고치기' }).click();
  await expect(blocked.getByText('2석을 판매하지 않아요.')).toBeVisible();

  await page.goto(concert);
  await page.getByRole('button', { name: '비공개로 전환' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '비공개로 전환' }).click();
  await expect(page.getByText('공연을 비공개로 바꿨어요')).toBeVisible();
  await expect(page.getByRole('button', { name: '공개하기' })).toBeVisible();
  const answer = await page.request.get(concert.replace('/admin/', '/api/'));
  expect(answer.status()).toBe(404);
});
