import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chosen, openRow, placeOnMap } from './support/seats';
import { arriveAt, expect, test } from './support/test';

/** How much of the map around a place is of the colour that marks a seat left alone. */
const markedAt = (page: Page, place: { x: number; y: number }) =>
  page.evaluate(({ x, y }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[role=application] canvas')!;
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const [left, top, size] = [x - box.x - 10, y - box.y - 10, 20].map((at) => at * ratio);
    const { data } = canvas.getContext('2d')!.getImageData(left!, top!, size!, size!);
    const warn = getComputedStyle(canvas).getPropertyValue('--warn').trim();
    const of = [1, 3, 5].map((at) => Number.parseInt(warn.slice(at, at + 2), 16));
    const isWarn = (at: number) => of.every((value, i) => Math.abs(data[at + i]! - value) < 24);
    return Array.from({ length: data.length / 4 }, (_, i) => i * 4).filter(isWarn).length;
  }, place);

async function expectNoFaults(page: Page) {
  const { violations } = await new AxeBuilder({ page }).exclude('nextjs-portal').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('a seat that a choice would leave alone is named and marked on the map and in the list; the sale refuses to leave it, and taking it too is in order', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const schedule = await aSale('홀로 남는 자리', { orphanRule: 'strict' });
  const page = await aFanAtTheSeats(schedule);
  const [alone, beside] = [
    await placeOnMap(page, schedule, 0),
    await placeOnMap(page, schedule, 1),
  ];
  const notice = page.getByRole('status').filter({ hasText: '1열 1번만 홀로 남아요' });
  await page.mouse.click(beside.x, beside.y);
  await expect(chosen(page)).toContainText('1열 2번');
  await expect(notice).toBeVisible();
  await expect.poll(() => markedAt(page, alone)).toBeGreaterThan(10);
  await page.mouse.move(alone.x, alone.y);
  await expect(page.getByText('홀로 남는 좌석')).toBeVisible();

  await chosen(page).getByRole('button', { name: '결제하러 가기' }).click();
  await expect(page.getByText('고르신 좌석은 그대로예요').first()).toBeVisible();
  await expect(page).toHaveURL(/\/seats$/);
  await expect(chosen(page)).toContainText('고른 좌석 1석');

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(notice).toBeVisible();
  const row = await openRow(page, 'A', '1');
  const seat = row.getByRole('button', { name: / 1번, .*홀로 남는 좌석/ });
  await expect(seat).toBeVisible();
  await expectNoFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNoFaults(page);

  await page.setViewportSize({ width: 1280, height: 720 });
  await seat.click();
  await expect(chosen(page)).toContainText('고른 좌석 2석');
  await expect(notice).toHaveCount(0);
  await page.getByRole('button', { name: '지도' }).click();
  await expect.poll(() => markedAt(page, alone)).toBe(0);
  await chosen(page).getByRole('button', { name: '결제하러 가기' }).click();
  await arriveAt(page, /\/pay$/);
});
