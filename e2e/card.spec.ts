import AxeBuilder from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';
import { SandboxControl } from '@/sandbox/gateway/control';
import { reserveSeats, aShow } from './support/buying';
import { arriveAt, expect, type Person, site, test } from './support/test';

const sandbox = () => new SandboxControl(site.gatewayUrl());

type Setting = {
  request: APIRequestContext;
  demo: (name: 'organiser') => Promise<Person>;
  newFan: () => Promise<Person>;
};

/** A fan with two seats reserved, for one journey alone. */
async function aFanWhoPays({ request, demo, newFan }: Setting) {
  const title = `카드로 사는 밤 ${Date.now().toString(36)}`;
  const { scheduleId, grade } = await aShow(request, await demo('organiser'), title);
  const fan = await newFan();
  const { reservationId, total } = await reserveSeats(request, fan, scheduleId, {
    grade,
    count: 2,
  });
  return { fan, title, reservationId, total };
}

async function openWindow(page: Page) {
  await page.getByRole('radio', { name: /카드/ }).check();
  await page.getByRole('button', { name: /^카드로 .*원 결제하기$/ }).click();
  await expect(page.getByRole('heading', { name: '결제창 (샌드박스)' })).toBeVisible();
}

const choose = (page: Page, name: string) => page.getByRole('button', { name }).click();

const isClean = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
};

test.afterEach(() => sandbox().behave({ latencyMs: 300 }));

test('a fan is declined once, pays by card, sees the tickets, cancels, and has the money back on the card', async ({
  request,
  demo,
  newFan,
  browserFor,
}) => {
  const { fan, reservationId, total } = await aFanWhoPays({ request, demo, newFan });
  const page = await (await browserFor(fan)).newPage();
  await page.goto(`/reservations/${reservationId}/pay`);
  await openWindow(page);
  await isClean(page);
  await choose(page, '인증은 되지만 승인에서 거절돼요');
  await expect(page.getByText('카드 한도나 잔액이 모자라 승인되지 않았어요')).toBeVisible();
  await expect(page.getByText('돈은 빠져나가지 않았고 좌석도 그대로예요.')).toBeVisible();
  // What the gateway told the browser is nowhere in the address.
  expect(new URL(page.url()).search).toBe('');
  await isClean(page);

  await openWindow(page);
  await choose(page, '승인하기');
  await arriveAt(page, /\/tickets\//);
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  const paid = (await sandbox().payments()).filter(
    ({ amount, approvals }) => amount === total && approvals === 1,
  );
  expect(paid.length).toBeGreaterThan(0);

  await page.goto('/my');
  await expect(page.getByText('카드 결제')).toBeVisible();
  await page.getByRole('button', { name: '예매 취소' }).click();
  await expect(page.getByText('환불 금액은 결제한 카드로 돌아가요.')).toBeVisible();
  await page.getByRole('button', { name: /돌려받기$/ }).click();
  await expect(page.getByText(/환불 (요청됨|완료)/)).toBeVisible();
  // The page hears by itself that the card's company has done it.
  await expect(page.getByText('환불 완료')).toBeVisible({ timeout: 60_000 });
  await isClean(page);
});

test('an answer that gets lost is waited for: a reload asks for the same payment, and it is taken once', async ({
  request,
  demo,
  newFan,
  browserFor,
}) => {
  const { fan, reservationId } = await aFanWhoPays({ request, demo, newFan });
  const page = await (await browserFor(fan)).newPage();
  await page.goto(`/reservations/${reservationId}/pay`);
  await openWindow(page);
  await choose(page, '승인은 되지만 그 응답이 사라져요');
  await expect(page.getByText('결제를 확인하고 있어요')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('paymentKey')).toBeNull();
  await isClean(page);
  await page.reload();
  await arriveAt(page, /\/tickets\//);
  const payment = new Set<string>();
  for (const { orderId, approvals } of await sandbox().payments()) {
    expect(approvals).toBeLessThanOrEqual(1);
    payment.add(orderId);
  }
  expect(payment.size).toBeGreaterThan(0);
});

test('who closes the window comes back to the seats, and may pay from the wallet instead', async ({
  request,
  demo,
  newFan,
  browserFor,
}) => {
  const { fan, reservationId } = await aFanWhoPays({ request, demo, newFan });
  const page = await (await browserFor(fan)).newPage();
  await page.goto(`/reservations/${reservationId}/pay`);
  await openWindow(page);
  await choose(page, '닫고 돌아가기');
  await expect(page.getByText('결제창을 닫았어요')).toBeVisible();
  // By keyboard alone: the other method is one arrow away.
  await page.getByRole('radio', { name: /카드/ }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: /지갑/ })).toBeChecked();
  await page
    .getByRole('button', { name: /원 충전$/ })
    .first()
    .click();
  await page.getByRole('button', { name: /원 결제하기$/ }).click();
  await arriveAt(page, /\/tickets\//);
});
