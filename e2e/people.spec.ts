import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, test } from './support/test';

const password = 'a long enough password';

/** The demo has no mail server: the worker writes its mails to its log. */
async function mailedLink(page: 'verify-email' | 'reset-password', name: string): Promise<string> {
  const link = new RegExp(`(/${page}#[\\w-]+)`);
  const links = () =>
    readFileSync(`${process.env.E2E_DIR}/logs/worker.log`, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${name} 님, 안녕하세요.`) && link.test(line))
      .map((line) => link.exec(line)![1]!);
  await expect.poll(() => links().at(-1)).toBeDefined();
  return links().at(-1)!;
}

async function signIn(page: Page, email: string, secret: string) {
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill(secret);
  await page.getByRole('main').getByRole('button', { name: '로그인', exact: true }).click();
}

const account = (page: Page, name: string) =>
  page.getByRole('button', { name: `내 계정: ${name}` });

async function signOut(page: Page, name: string) {
  await account(page, name).click();
  await page.getByRole('menuitem', { name: '로그아웃' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: '로그인' })).toBeVisible();
}

test('a person signs up, verifies the e-mail, signs out and in again', async ({
  page,
  context,
}) => {
  const name = `지우${Date.now().toString(36)}`;
  const email = `${name.slice(2)}@journey.test`;

  await page.goto('/sign-up?next=/concerts');
  await page.getByLabel('이름').fill(name);
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '가입하기' }).click();
  await expect(page).toHaveURL(/\/concerts$/);
  await expect(account(page, name)).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();

  const mail = await context.newPage();
  await mail.goto('/verify-email');
  await mail.getByRole('button', { name: '링크 다시 받기' }).click();
  await expect(mail.getByText('새 링크를 보냈어요')).toBeVisible();
  await mail.goto(await mailedLink('verify-email', name));
  await mail.getByRole('button', { name: '이메일 확인하기' }).click();
  await expect(mail.getByText('이메일 주소를 확인했어요')).toBeVisible();
  await mail.reload();
  await mail.getByRole('button', { name: '이메일 확인하기' }).click();
  await expect(mail.getByRole('main').getByRole('alert')).toBeVisible(); // a link works once
  await mail.close();

  await signOut(page, name);
  await page.goto('/sign-in?next=/concerts%3Fpage%3D1');
  await signIn(page, email, 'not this one');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('비밀번호');
  await signIn(page, email, password);
  await expect(page).toHaveURL(/\/concerts\?page=1$/);
  await expect(account(page, name)).toBeVisible();
});

test('an e-mail that has an account is told so at its field', async ({ page, newFan }) => {
  const { email } = await newFan();
  await page.goto('/sign-up');
  await page.getByLabel('이름').fill('지우');
  await page.getByLabel('이메일').fill(email.toUpperCase());
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '가입하기' }).click();
  await expect(page.getByLabel('이메일')).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL(/\/sign-up$/);
});

test('a forgotten password is set anew by a mailed link, which ends the sessions of other devices', async ({
  page,
  request,
  browserFor,
}) => {
  const name = `하린${Date.now().toString(36)}`;
  const email = `${name.slice(2)}@journey.test`;
  const made = await request.post('/api/users', { data: { email, password, name } });
  expect(made.status()).toBe(201);
  const session = await request.post('/api/sessions', { data: { email, password } });
  const { token } = (await session.json()) as { token: string };
  const other = await (await browserFor({ email, password, token })).newPage();
  await other.goto('/');
  await expect(account(other, name)).toBeVisible();

  await page.goto('/sign-in');
  await page.getByRole('link', { name: '비밀번호를 잊으셨나요?' }).click();
  // The page before has a field for the e-mail as well.
  await expect(page.getByRole('heading', { name: '비밀번호 찾기' })).toBeVisible();
  await page.getByLabel('이메일').fill(email);
  await page.getByRole('button', { name: '링크 받기' }).click();
  await expect(page.getByText('메일함을 확인해 주세요')).toBeVisible();

  const link = await mailedLink('reset-password', name);
  await page.goto(link);
  await page.getByLabel('새 비밀번호').fill('quite another one');
  await page.getByRole('button', { name: '비밀번호 바꾸기' }).click();
  await expect(account(page, name)).toBeVisible();
  await expect(page.getByText('비밀번호를 바꿨어요')).toBeVisible();
  await expect(async () => {
    await other.reload();
    await expect(other.getByRole('banner').getByRole('link', { name: '로그인' })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 30_000 });

  await other.goto(link);
  await other.getByLabel('새 비밀번호').fill('and one more try');
  await other.getByRole('button', { name: '비밀번호 바꾸기' }).click();
  await expect(other.getByRole('main').getByRole('alert')).toContainText('이미 쓴 링크');
});

test('the way back never leaves the site', async ({ page, newFan }) => {
  const fan = await newFan();
  await page.goto('/sign-in?next=//evil.test/');
  await signIn(page, fan.email, fan.password);
  await expect(page).toHaveURL(/localhost:\d+\/$/);
});

test('too many wrong passwords are told to wait', async ({ page, newFan }) => {
  const fan = await newFan();
  await page.goto('/sign-in');
  for (let i = 0; i < 5; i++) {
    const answer = page.waitForResponse(/\/api\/auth\/callback\//);
    await signIn(page, fan.email, `wrong ${i}`);
    await answer;
    await expect(
      page.getByRole('main').getByRole('button', { name: '로그인', exact: true }),
    ).toBeEnabled();
  }
  await signIn(page, fan.email, fan.password);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('잠시');
});

test('an admin finds a person and makes them an organiser, who then sees the console', async ({
  browserFor,
  demo,
  newFan,
}) => {
  const fan = await newFan();
  const fanPage = await (await browserFor(fan)).newPage();
  await fanPage.goto('/admin');
  await expect(fanPage.getByText('주최자와 관리자를 위한 페이지예요')).toBeVisible();

  const page = await (await browserFor(await demo('admin'))).newPage();
  await page.goto('/admin/people');
  await page.keyboard.press('/');
  await page.keyboard.type(fan.email);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/query=/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('combobox', { name: /님의 역할/ }).selectOption('ORGANISER');
  await page.getByRole('button', { name: '바꾸기' }).click();
  await expect(page.getByText('바뀌었어요')).toBeVisible();

  await fanPage.goto('/');
  await expect(account(fanPage, '여정 팬')).toBeVisible(); // the cookie is written anew here
  await fanPage.goto('/admin');
  await expect(fanPage.getByRole('heading', { name: '한눈에 보기' })).toBeVisible();
});

for (const path of [
  ...['/sign-in', '/sign-up', '/verify-email', '/forgot-password', '/reset-password#a-link'],
  ...['/admin', '/admin/people'],
]) {
  test(`${path} is accessible, in light and dark, on a phone and a desk`, async ({
    browserFor,
    demo,
  }) => {
    const person = path.startsWith('/admin') ? await demo('admin') : null;
    const page = await (await browserFor(person)).newPage();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(
        colorScheme === 'light' ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      );
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test('no script runs without the page’s nonce, and none of ours is stopped', async ({ page }) => {
  const stopped: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) stopped.push(message.text());
  });
  const response = await page.goto('/sign-in');
  expect(response!.headers()['content-security-policy']).toMatch(
    /script-src 'self' 'nonce-[^']+';/,
  );
  await expect(page.getByRole('banner').getByRole('link', { name: '로그인' })).toBeVisible();
  expect(stopped).toEqual([]);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.planted = true';
    document.body.append(script);
    return 'planted' in window;
  });
  expect(ran).toBe(false);
});
