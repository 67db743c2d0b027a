import type { Page } from '@playwright/test';
import { arriveAt } from './test';

/** On the page of a payment: charges what is missing and pays; ends at the ticket. */
export async function payFromWallet(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /원 충전$/ })
    .first()
    .click();
  await page.getByRole('button', { name: /원 결제하기$/ }).click();
  await arriveAt(page, /\/tickets\//);
}
