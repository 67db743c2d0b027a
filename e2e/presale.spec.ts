import { expect, signInAs, test } from './support/test';

const title = '선예매의 밤';

test('staff give a share to people with codes, make some, and a fan with one changes into that lane', async ({
  page,
  context,
  request,
  demo,
  aSale,
  aFanInLine,
}) => {
  const organiser = await demo('organiser');
  await signInAs(context, organiser);
  const id = await aSale(title);
  const paused = await request.patch(`/api/admin/schedules/${id}`, {
    headers: { authorization: `Bearer ${organiser.token}` },
    data: { paused: true, reason: 'a journey' },
  });
  expect(paused.status(), await paused.text()).toBe(200);

  await page.goto(`/admin/schedules/${id}/edit`);
  await page.getByLabel('선예매 코드로 온 분들의 몫(%)').fill('40');
  await page.getByRole('button', { name: '저장하기' }).click();
  await expect(page.getByText('판매 중')).toBeVisible();
  await page.goto(`/admin/schedules/${id}/edit`);
  await expect(page.getByLabel('선예매 코드로 온 분들의 몫(%)')).toHaveValue('40');
  await page.getByLabel('만들 코드 수').fill('3');
  await page.getByRole('button', { name: '코드 만들기' }).click();
  await expect(page.getByText('방금 만든 코드 3개')).toBeVisible();
  const codes = (await page.locator('pre').innerText()).trim().split('\n');
  expect(codes).toHaveLength(3);

  const fan = await aFanInLine(id);
  await fan.getByText('선예매 코드가 있나요?').click();
  const field = fan.getByLabel('선예매 코드', { exact: true });
  await field.fill('ABCD-EFGH-JKMN');
  await fan.getByRole('button', { name: '코드 쓰기' }).click();
  await expect(fan.getByText('이 공연의 코드가 아니에요.')).toBeVisible();
  await field.fill(codes[0]!.toLowerCase());
  await fan.getByRole('button', { name: '코드 쓰기' }).click();
  await expect(fan.getByText(/선예매 줄/).first()).toBeVisible();
  await fan.reload();
  await expect(fan.getByText(/선예매 줄/).first()).toBeVisible();
});
