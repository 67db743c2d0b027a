import type { Page } from '@playwright/test';
import { fitBox, toScreen } from '@/components/seat-map/engine/camera';
import type { LayoutDocument } from '@/server/venues/layout.schema';

/** Opens a row of the list; its seats are the buttons of the group. */
export async function openRow(page: Page, section: string, row: string) {
  await page.getByRole('button', { name: '목록' }).click();
  await page.getByRole('button', { name: new RegExp(`^${section}구역`) }).click();
  await page.getByRole('button', { name: new RegExp(`^${row}열`) }).click();
  return page.getByRole('group', { name: `${row}열` });
}

/** The tray. */
export const chosen = (page: Page) => page.getByRole('region', { name: '고른 좌석' });

/** Where a seat is drawn while the whole hall is in view. */
export async function placeOnMap(page: Page, schedule: string, seat: number) {
  const layout = (await (
    await page.request.get(`/api/schedules/${schedule}/layout`)
  ).json()) as LayoutDocument;
  const box = (await page.getByRole('application').boundingBox())!;
  const plane = { left: 0, top: 0, right: layout.width, bottom: layout.height };
  const row = layout.sections
    .flatMap(({ rows }) => rows)
    .findLast(({ firstSeat }) => firstSeat <= seat)!;
  const at = { x: row.xs[seat - row.firstSeat], y: row.ys[seat - row.firstSeat] };
  const { x, y } = toScreen(fitBox(plane, box, 8), box, at);
  return { x: box.x + x, y: box.y + y };
}
