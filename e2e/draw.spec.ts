import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { main } from '@/scripts/verify-draw';
import { receiptSchema } from '@/server/waiting-room/draw/draw.schema';
import { expect, site, test } from './support/test';

const opensInMs = 45_000;

test('fans stand in the lobby, it is drawn, and one of them checks every step of the draw', async ({
  browserFor,
  newFan,
  request,
  aSale,
}) => {
  const id = await aSale('공정한 밤', { opensInMs });
  const join = (token: string) =>
    request.post(`${site.realtimeUrl()}/api/queue/${id}/places`, {
      headers: { authorization: `Bearer ${token}` },
    });
  const fan = await newFan();
  for (const { token } of [await newFan(), fan, await newFan()])
    expect((await join(token)).status()).toBe(200);

  const page = await (await browserFor(fan)).newPage();
  await page.goto(`/draw/${id}`);
  await expect(page.getByText('아직 추첨 전이에요')).toBeVisible();
  await expect(page.getByText('명단을 마감했어요')).toBeVisible({ timeout: opensInMs + 10_000 });
  await expect(page.getByText('모두 확인했어요')).toBeVisible({ timeout: 30_000 });
  const steps = page.getByRole('list').locator('li[data-state]');
  await expect(steps).toHaveCount(7);
  for (const step of await steps.all()) await expect(step).toHaveAttribute('data-state', 'proven');
  await expect(page.getByText('대기실에 있던 3명 가운데')).toBeVisible();
  await expect(page.getByText('연습용 난수로 한 추첨이에요')).toBeVisible();
  await page.getByText('값 보기').first().click();
  await expect(page.getByText('비밀 값의 지문 (SHA-256)')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes[0]?.html])).toEqual([]);

  const save = async (button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return download.path();
  };
  await expect(async () => {
    const status = await request.get(`${site.realtimeUrl()}/api/queue/${id}/draw/file`);
    expect(status.status()).toBe(200);
  }).toPass({ timeout: 20_000 });
  const [draw, receipt] = [await save('추첨 파일 받기'), await save('내 접수증 받기')];
  const said: string[] = [];
  expect(
    main([draw, receipt], (line) => said.push(line)),
    said.join('\n'),
  ).toBe(0);
  const { number } = receiptSchema.parse(JSON.parse(await readFile(receipt, 'utf8'))).receipt;
  await expect(page.getByText('내 번호', { exact: true })).toBeVisible();
  await expect(page.locator('strong').getByText(String(number), { exact: true })).toBeVisible();
});
