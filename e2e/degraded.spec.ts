import type { Page } from '@playwright/test';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { expectInvariants, test } from './support/outage';
import { payFromWallet } from './support/paying';
import { chosen, openRow } from './support/seats';
import { arriveAt, expect } from './support/test';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

async function openSeats(page: Page, section: string, row: string) {
  const seats = await openRow(page, section, row);
  return (number: number) => seats.getByRole('button', { name: new RegExp(` ${number}번, `) });
}

const says = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });

test('while the seats’ Redis is away choosing pauses and says what is safe; what is reserved is paid, and choosing goes on by itself', async ({
  redis,
  aSale,
  aFanAtTheSeats,
}) => {
  const scheduleId = await aSale('쉬어 가는 좌석');
  const [buyer, chooser] = [await aFanAtTheSeats(scheduleId), await aFanAtTheSeats(scheduleId)];
  await (await openSeats(buyer, 'A', '1'))(1).click();
  await expect(chosen(buyer)).toContainText('고른 좌석 1석');
  await chosen(buyer).getByRole('button', { name: '결제하러 가기' }).click();
  await arriveAt(buyer, /\/pay$/);
  const seat = await openSeats(chooser, 'B', '1');
  await seat(1).click();
  await expect(seat(1)).toHaveAttribute('aria-pressed', 'true');

  await redis.stop();
  const paused = says(chooser, '좌석 서버가 잠시 멈춰서 좌석을 고를 수 없어요');
  await expect(async () => {
    await seat(2).click();
    await expect(paused).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(paused).toContainText('예매하고 결제하신 내용과 순서는 안전해요');
  await expect(chooser.getByRole('button', { name: '좋은 자리 잡기' })).toBeDisabled();
  await payFromWallet(buyer);

  await redis.start();
  await expect(paused).toBeHidden({ timeout: 60_000 });
  await expect(seat(1)).toHaveAttribute('aria-pressed', 'true');
  await expect(async () => {
    if ((await seat(2).getAttribute('aria-pressed')) !== 'true') await seat(2).click();
    await expect(chosen(chooser)).toContainText('고른 좌석 2석', { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  expectInvariants();
});

test('where a sale goes on without Redis a fan chooses, reserves and buys a seat, and the map knows it once Redis is back', async ({
  request,
  redis,
  aSale,
  aFanAtTheSeats,
}) => {
  const scheduleId = await aSale('멈추지 않는 좌석', { seatsAwayMode: 'degraded' });
  const page = await aFanAtTheSeats(scheduleId);
  const seat = await openSeats(page, 'A', '1');
  await seat(1).click();
  await expect(chosen(page)).toContainText('고른 좌석 1석');
  const snapshot = async () =>
    (await (await request.get(`/api/schedules/${scheduleId}/seats`)).json()) as SeatSnapshot;
  const before = await snapshot();

  await redis.stop();
  await expect(async () => {
    await seat(2).click();
    await expect(says(page, '지금은 좌석을 미리 맡아 둘 수 없어요')).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: '좋은 자리 잡기' })).toBeHidden();
  if ((await seat(2).getAttribute('aria-pressed')) !== 'true') await seat(2).click();
  await expect(chosen(page)).toContainText('고른 좌석 2석');
  await expect(chosen(page)).toContainText('예매할 때 확정돼요');
  await chosen(page).getByRole('button', { name: '이 좌석 예매하기' }).click();
  await arriveAt(page, /\/pay$/);
  await payFromWallet(page);

  await redis.start();
  const sold = async () => {
    const { degraded, status } = await snapshot();
    return degraded ? 0 : [...(status ?? '')].filter((digit) => digit === '3').length;
  };
  expect(before.degraded).toBe(false);
  await expect.poll(sold, { timeout: 60_000 }).toBe(2);
  expectInvariants();
});
