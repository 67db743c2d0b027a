import AxeBuilder from '@axe-core/playwright';
import { aLetterOf, leaveDeadLetter } from './support/dead-letters';
import { expect, site, test } from './support/test';

test('an admin reads what consumers refused, sends one again and discards another by keyboard, in both languages', async ({
  browserFor,
  demo,
}) => {
  const context = await browserFor(await demo('admin'));
  const page = await context.newPage();
  await page.goto('/admin');
  await page.getByRole('link', { name: '못 처리한 이벤트' }).click();
  await expect(page.getByText('처리하지 못한 이벤트가 없어요')).toBeVisible();

  await leaveDeadLetter(aLetterOf('line'));
  await leaveDeadLetter({ consumer: 'mail', error: 'unreadable', body: 'not { JSON' });
  for (const [locale, width] of [
    ['ko', 390],
    ['ko', 1440],
    ['en', 390],
    ['en', 1440],
  ] as const) {
    await context.addCookies([{ name: 'locale', value: locale, url: site.url() }]);
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/admin/dead-letters');
    await page.getByText('schedule.changed', { exact: true }).click();
    await expect(page.getByText('"scheduleId"').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const overflow = () => document.documentElement.scrollWidth - innerWidth;
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  }

  const unreadable = page.getByRole('row').filter({ hasText: 'Unreadable text' });
  await expect(unreadable.getByRole('button')).toHaveText(['Discard']);
  await page.getByRole('button', { name: 'Send again' }).focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: /schedule.changed to line again/ });
  await question.getByRole('button', { name: 'Send again' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The event was sent again')).toBeVisible();
  await expect(page.getByText('schedule.changed', { exact: true })).toHaveCount(0);

  await unreadable.getByRole('button', { name: 'Discard' }).focus();
  await page.keyboard.press('Enter');
  const last = page.getByRole('dialog', { name: /^Discard Unreadable text of mail/ });
  await expect(last).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(last).toHaveCount(0);
  await expect(unreadable).toBeVisible();
  await unreadable.getByRole('button', { name: 'Discard' }).focus();
  await page.keyboard.press('Enter');
  await last.getByRole('button', { name: 'Discard' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('No dead letters')).toBeVisible();
});

test('an organiser neither finds nor opens the page of dead letters', async ({
  browserFor,
  demo,
}) => {
  const page = await (await browserFor(await demo('organiser'))).newPage();
  await page.goto('/admin/dead-letters');
  await expect(page).toHaveURL(/\/admin$/);
  const menu = page.getByRole('navigation', { name: '관리자 메뉴' });
  await expect(menu.getByRole('link', { name: '공연' })).toBeVisible();
  await expect(page.getByRole('link', { name: '못 처리한 이벤트' })).toHaveCount(0);
});
