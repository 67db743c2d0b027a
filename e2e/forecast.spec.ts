import { AxeBuilder } from '@axe-core/playwright';
import { expect, signInAs, test } from './support/test';

test('an organiser asks what a sale will be like, by keyboard, and is told in words first', async ({
  page,
  context,
  demo,
  aSale,
}) => {
  const scheduleId = await aSale('예상해 볼 밤');
  await signInAs(context, await demo('admin'));
  await page.goto(`/admin/schedules/${scheduleId}`);
  await page.getByRole('link', { name: '판매 예상' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '판매 예상' })).toBeVisible();
  await expect(page.getByLabel('판매 좌석')).toHaveValue('480');

  await page.getByLabel('예상 인원').focus();
  await page.keyboard.type('20000');
  await page.keyboard.press('Enter');
  const words = page.getByRole('status').filter({ hasText: '남은 좌석이 없어요' });
  await expect(words).toBeVisible({ timeout: 60_000 });
  await expect(words).toContainText('20,000명 가운데 약 19,');
  await expect(page.getByRole('row', { name: /^팔린 좌석 480 480 480/ })).toBeVisible();
  // A browser on a busy machine gets through fewer than 200 crowds in the time that a forecast may take.
  await expect(
    page.getByRole('img', { name: /군중 \d+가지 가운데 \d+가지/ }).first(),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: /^대기실\(realtime\)/ }).first()).toBeVisible();

  await page.getByText('사람들에 대한 가정').click();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  }

  await page.getByLabel('예상 인원').fill('50');
  await page.getByRole('button', { name: '예상하기' }).click();
  const enough = page.getByRole('status').filter({ hasText: /석이 남아요/ });
  await expect(enough).toBeVisible({ timeout: 60_000 });
});
