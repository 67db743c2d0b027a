import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type APIRequestContext, type Page } from '@playwright/test';
import { buySeats } from './support/buying';
import { writeQrVideo } from './support/qr-video';
import { aHallOnSale } from './support/sale';
import { expect, signInAs, site, test, type Person } from './support/test';

type Ticket = { id: string; number: string; code: string };

async function ticketOf(request: APIRequestContext, { token }: Person, id: string) {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await request.get(`/api/tickets/${id}`, { headers })).json()) as Ticket;
}

/** A show of the demo's organiser with two tickets of a new fan. */
async function aSoldShow(request: APIRequestContext, organiser: Person, fan: Person) {
  const title = `문 앞의 밤 ${Date.now().toString(36)}`;
  const scheduleId = await aHallOnSale({ request, organiser }, title);
  const sale = await buySeats(request, fan, scheduleId, { grade: 'R', count: 2 });
  const tickets = await Promise.all(sale.ticketIds.map((id) => ticketOf(request, fan, id)));
  return { title, scheduleId, tickets };
}

async function standAtDoor(page: Page, title: string, gate: string) {
  await page.goto('/door');
  const show = page.getByLabel('공연', { exact: true });
  const option = show.locator('option', { hasText: title });
  await show.selectOption((await option.getAttribute('value'))!);
  await page.getByLabel('입구 이름').fill(gate);
}

async function check(page: Page, code: string) {
  await page.getByLabel('티켓 번호 또는 코드').fill(code);
  await page.keyboard.press('Enter');
}

const result = (page: Page, word: string) =>
  page.getByRole('status').filter({ hasText: new RegExp(`^${word}`) });

test('staff let a ticket in once, and are told when and where it was used before', async ({
  page,
  context,
  request,
  demo,
  newFan,
}) => {
  const organiser = await demo('organiser');
  await signInAs(context, organiser);
  const { title, tickets } = await aSoldShow(request, organiser, await newFan());
  const other = await aSoldShow(request, organiser, await newFan());

  await standAtDoor(page, title, '2번 문');
  await expect(page.getByText('0명 입장 · 전체 2장')).toBeVisible();
  await check(page, tickets[0]!.number.toLowerCase());
  await expect(result(page, '입장')).toContainText('여정 팬');
  await expect(page.getByText('1명 입장 · 전체 2장')).toBeVisible();

  await page.reload();
  await expect(page.getByLabel('입구 이름')).toHaveValue('2번 문');
  await check(page, tickets[0]!.code);
  await expect(result(page, '이미 사용됨')).toContainText(/월\s\d+일\s.*, 2번 문에서 입장/);
  await page.keyboard.press('Escape');
  await expect(result(page, '이미 사용됨')).toHaveCount(0);

  await check(page, other.tickets[0]!.code);
  await expect(result(page, '다른 공연')).toContainText(other.title);
  await check(page, `${tickets[1]!.code.slice(0, -2)}AA`);
  await expect(result(page, '맞지 않는 티켓')).toBeVisible();
  await page.getByRole('button', { name: '다음 사람' }).click();
  await expect(page.getByRole('list').getByText('다른 공연')).toBeVisible();
});

test('the camera reads the code of a ticket', async ({ request, demo, newFan }, info) => {
  const organiser = await demo('organiser');
  const { title, tickets } = await aSoldShow(request, organiser, await newFan());
  const film = info.outputPath('ticket.y4m');
  writeQrVideo(film, tickets[0]!.code);
  const { executablePath, args = [] } = info.project.use.launchOptions ?? {};
  const fakes = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  const browser = await chromium.launch({
    executablePath,
    args: [...args, ...fakes, `--use-file-for-fake-video-capture=${film}`],
  });
  try {
    const context = await browser.newContext({ baseURL: site.url(), locale: 'ko-KR' });
    await signInAs(context, organiser);
    const page = await context.newPage();
    await standAtDoor(page, title, '정문');
    await page.getByRole('button', { name: '카메라로 확인하기' }).click();
    await expect(result(page, '입장')).toContainText('여정 팬', { timeout: 20_000 });
    // Still in front of the camera, it is not taken for a second visit.
    await expect(page.getByText('1명 입장 · 전체 2장')).toBeVisible();
    await expect(result(page, '입장')).toHaveCount(0);
    await expect(result(page, '이미 사용됨')).toHaveCount(0);
  } finally {
    await browser.close();
  }
});

test('staff cancel and refund in bulk, and the ticket opens no door any more', async ({
  page,
  context,
  request,
  demo,
  newFan,
}) => {
  const organiser = await demo('organiser');
  await signInAs(context, organiser);
  const [one, two] = [await newFan(), await newFan()];
  const { title, scheduleId, tickets } = await aSoldShow(request, organiser, one);
  await buySeats(request, two, scheduleId, { grade: 'R', count: 1 });

  await page.goto(`/admin/reservations?scheduleId=${scheduleId}`);
  const table = page.getByRole('table', { name: '예매' });
  await expect(table.getByText('예매 완료')).toHaveCount(2);
  await page.getByRole('searchbox').fill(one.email);
  await page.keyboard.press('Enter');
  await expect(table.getByText('예매 완료')).toHaveCount(1);
  await expect(page).toHaveURL(/query=.*scheduleId=/);

  await page.goto(`/admin/reservations?scheduleId=${scheduleId}`);
  await page.getByLabel('이 쪽의 예매 모두 선택').check();
  await page.getByRole('button', { name: '취소·환불' }).last().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('150,000원');
  await dialog.getByLabel('이유').fill('공연장 사정');
  await dialog.getByRole('button', { name: '2건 취소하고 환불' }).click();
  const outcomes = page.getByRole('list', { name: '취소 결과' });
  await expect(outcomes.getByText('100,000원 환불했어요')).toBeVisible();
  await expect(outcomes.getByText(' 50,000원 환불했어요')).toBeVisible();
  await expect(table.getByText('취소', { exact: true })).toHaveCount(2);

  const wallet = await request.get('/api/wallet', {
    headers: { authorization: `Bearer ${one.token}` },
  });
  expect(await wallet.json()).toMatchObject({ balance: 100_000 });
  await standAtDoor(page, title, '정문');
  await check(page, tickets[0]!.number);
  await expect(result(page, '취소된 티켓')).toBeVisible();
});

test('the door is for staff', async ({ browserFor, newFan }) => {
  const page = await (await browserFor(await newFan())).newPage();
  await page.goto('/door');
  await expect(page.getByText('주최자와 관리자를 위한 페이지예요')).toBeVisible();
});

for (const [title, path] of [
  ['the door passes axe and fits a phone and a desk', '/door'],
  ['the reservations pass axe and fit a phone and a desk', '/admin/reservations?size=10'],
] as const) {
  test(title, async ({ browserFor, demo }) => {
    const page = await (await browserFor(await demo('organiser'))).newPage();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
        const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
        expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      }
    }
  });
}
