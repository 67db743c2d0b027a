import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Response } from '@playwright/test';
import { chosen, openRow, placeOnMap } from './support/seats';
import { expect, test } from './support/test';

/** The time at which a button says all of `words` for the first time. */
const whenSaid = (page: Page, ...words: string[]) =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const isSaid = () =>
          [...document.querySelectorAll('button')].some(({ ariaLabel, textContent }) =>
            wanted.every((word) => (ariaLabel ?? textContent).includes(word)),
          );
        const options = { subtree: true, childList: true, attributes: true, characterData: true };
        new MutationObserver(() => isSaid() && resolve(Date.now())).observe(document, options);
      }),
    words,
  );

const isHoldAnswer = (response: Response) =>
  response.url().endsWith('/holds') && response.request().method() === 'POST';

/** Keeps what the pages ask for on its way until every one of them has asked. */
async function sendTogether(pages: Page[]) {
  let waiting = pages.length;
  let go = () => {};
  const all = new Promise<void>((resolve) => (go = resolve));
  for (const page of pages) {
    await page.route('**/holds', async (route) => {
      if (--waiting === 0) go();
      await all;
      await route.continue();
    });
  }
}

async function expectNoFaults(page: Page) {
  const { violations } = await new AxeBuilder({ page }).exclude('nextjs-portal').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
}

test('a seat is chosen on the map, the best ones by one button, and one is given back', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const schedule = await aSale('지도에서');
  const page = await aFanAtTheSeats(schedule);
  const place = await placeOnMap(page, schedule, 100);
  await page.mouse.click(place.x, place.y);
  await expect(chosen(page)).toContainText('고른 좌석 1석');
  await expect(chosen(page).getByRole('timer')).toHaveText(/0[0-5]:[0-5]\d/);

  await page.getByRole('button', { name: '좋은 자리 잡기' }).click();
  await expect(chosen(page)).toContainText('고른 좌석 3석');
  await expect(chosen(page)).toContainText('150,000원');
  await chosen(page).getByRole('button', { name: /빼기$/ }).first().click();
  await expect(chosen(page)).toContainText('고른 좌석 2석');

  await page.reload();
  await expect(chosen(page)).toContainText('고른 좌석 2석');
});

test('a grade that has just sold out is said to be, and the best seats are looked for in the others', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const page = await aFanAtTheSeats(await aSale('방금 매진'));
  // The map is behind: it shows what the server no longer has.
  await page.route('**/holds', (route) =>
    route.request().postData()?.includes('"VIP"')
      ? route.fulfill({ status: 409, json: { code: 'sold_out' } })
      : route.continue(),
  );
  const grade = (name: RegExp) => page.getByRole('radio', { name }).filter({ visible: true });
  await page.locator('label').filter({ hasText: 'VIP' }).filter({ visible: true }).click();
  await page.getByRole('button', { name: '좋은 VIP석 잡기' }).click();
  await expect(page.getByText('이 등급은 지금 남은 좌석이 없어요')).toBeVisible();
  await expect(grade(/전체 등급/)).toBeChecked();
  await page.getByRole('button', { name: '좋은 자리 잡기' }).click();
  await expect(chosen(page)).toContainText('고른 좌석 2석');
  await expect(chosen(page)).toContainText(/R\s*50,000원/);
});

test('two fans want one seat: one has it, the other is told at once and keeps the rest', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const schedule = await aSale('한 자리');
  const pages = [await aFanAtTheSeats(schedule), await aFanAtTheSeats(schedule)];
  const rows = [await openRow(pages[0], 'B', '3'), await openRow(pages[1], 'B', '3')];
  const seat = (fan: number, number: number) =>
    rows[fan].getByRole('button', { name: new RegExp(` ${number}번, `) });
  const holds = (fan: number, number: number) =>
    expect(seat(fan, number)).toHaveAttribute('aria-pressed', 'true');
  await seat(0, 1).click();
  await seat(1, 2).click();
  await Promise.all([holds(0, 1), holds(1, 2)]);

  // Both go for seat 7, and neither can have heard of the other.
  await sendTogether(pages);
  const answers = pages.map((page) => page.waitForResponse(isHoldAnswer));
  await Promise.all(pages.map((_, fan) => seat(fan, 7).click()));
  const statuses = (await Promise.all(answers)).map((answer) => answer.status());
  expect(statuses.toSorted()).toEqual([201, 409]);

  const [winner, loser] = statuses[0] === 201 ? [0, 1] : [1, 0];
  await expect(pages[loser].getByText('방금 다른 분이 선택했어요').first()).toBeVisible();
  await expect(chosen(pages[winner])).toContainText('고른 좌석 2석');
  await expect(chosen(pages[loser])).toContainText('고른 좌석 1석');
  await holds(loser, loser + 1);
});

test('a seat of another is seen to go within a second, and to come back', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const schedule = await aSale('바로바로');
  const buyer = await aFanAtTheSeats(schedule);
  const watcher = await aFanAtTheSeats(schedule);
  await watcher.getByRole('button', { name: '목록' }).click();
  await watcher.getByLabel('남은 좌석만 보기').uncheck();
  await watcher.getByRole('button', { name: /^A구역/ }).click();
  await watcher.getByRole('button', { name: /^1열/ }).click();
  const seen = (state: string) =>
    watcher.getByRole('button', { name: new RegExp(`A구역 1열 2번, .*${state}`) });
  await expect(seen('선택할 수 있어요')).toBeVisible();

  const row = await openRow(buyer, 'A', '1');
  // By the clock of the pages, not of whoever looks at them now and then.
  const seenGoneAt = whenSaid(watcher, 'A구역 1열 2번', '다른 분이 선택 중');
  const heldAt = buyer.waitForResponse(isHoldAnswer).then(() => Date.now());
  await row.getByRole('button', { name: / 2번, / }).click();
  await expect(chosen(buyer)).toContainText('고른 좌석 1석');
  await expect(seen('다른 분이 선택 중')).toBeVisible();
  expect((await seenGoneAt) - (await heldAt)).toBeLessThan(1_000);
  await row.getByRole('button', { name: / 2번, / }).click();
  await expect(seen('선택할 수 있어요')).toBeVisible();
});

test('without a mouse: a seat is chosen from the list by the keyboard alone', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const page = await aFanAtTheSeats(await aSale('글쇠만으로'));
  for (const name of [/^목록$/, /^C구역/, /^2열/, /C구역 2열 4번/]) {
    const button = page.getByRole('button', { name });
    await button.focus();
    await page.keyboard.press('Enter');
  }
  const seat = page.getByRole('button', { name: /C구역 2열 4번, .*내가 고른 좌석/ });
  await expect(seat).toHaveAttribute('aria-pressed', 'true');
  await expect(chosen(page)).toContainText('2열 4번');
});

test('on a phone everything is in reach of a thumb, and axe finds no fault', async ({
  aSale,
  aFanAtTheSeats,
}) => {
  const page = await aFanAtTheSeats(await aSale('전화기'));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: '좋은 자리 잡기' }).click();
  await expect(chosen(page)).toContainText('고른 좌석 2석');
  const small = await page
    .locator('main')
    .getByRole('button')
    .filter({ visible: true })
    .evaluateAll((buttons) =>
      buttons
        .filter((button) => {
          const { width, height } = button.getBoundingClientRect();
          return Math.min(width, height) < 44;
        })
        .map((button) => button.outerHTML.slice(0, 120)),
    );
  expect(small).toEqual([]);
  await expectNoFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: '고른 좌석 보기' }).click();
  await expect(page.getByRole('dialog')).toContainText('100,000원');
  await expectNoFaults(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '목록' }).click();
  await expectNoFaults(page);
});
