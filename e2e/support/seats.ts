import type { Page } from '@playwright/test';

/** Opens a row of the list; its seats are the buttons of the group. */
export async function openRow(page: Page, section: string, row: string) {
  await page.getByRole('button', { name: '목록' }).click();
  await page.getByRole('button', { name: new RegExp(`^${section}구역`) }).click();
  await page.getByRole('button', { name: new RegExp(`^${row}열`) }).click();
  return page.getByRole('group', { name: `${row}열` });
}

/** The tray. */
export const chosen = (page: Page) => page.getByRole('region', { name: '고른 좌석' });
