import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireProof } from '@/server/bots';
import { newId } from '@/server/platform/id';
import { aFan, aSchedule, bearerOf, type Person } from '@/server/testing';
import { sessionCookieName } from '@/server/users';
import { tendLine } from '@/server/waiting-room';
import { markup } from './plain-html';
import { aRealtime, type Realtime } from './testing';

// Before anything reads it: this machine says where a request comes from.
process.env['TRUSTED_PROXIES'] = '127.0.0.1';

let realtime: Realtime;
const site = 'http://localhost:3000';

beforeAll(async () => {
  realtime = await aRealtime();
});
afterAll(() => realtime.stop());

const cookieOf = (person: Person) =>
  `${sessionCookieName()}=${bearerOf(person).authorization.slice(7)}`;

type Ask = { person?: Person; form?: Record<string, string>; headers?: Record<string, string> };

/** As a browser without JavaScript asks: by its cookie, forms from our own page, and no redirect followed. */
async function ask(path: string, { person, form, headers = {} }: Ask = {}) {
  const response = await fetch(`${realtime.url}/queue/${path}`, {
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    headers: {
      ...(person && { cookie: cookieOf(person) }),
      ...(form && { origin: site }),
      ...headers,
    },
  });
  return {
    status: response.status,
    headers: response.headers,
    location: response.headers.get('location'),
    // As it reads: where a line breaks is nothing to a browser.
    text: (await response.text()).replace(/\s+/g, ' '),
  };
}

test('what is put into the page is text, unless it is a part of the page', () => {
  const part = markup`<b>${'<script>"\'&'}</b>`;
  expect(markup`${part}${[part]}${null}${false}${0}`.text).toBe(
    '<b>&#60;script&#62;&#34;&#39;&#38;</b>'.repeat(2) + '0',
  );
});

test('the waiting page leads a browser without JavaScript here', async () => {
  const { id } = await aSchedule();
  const led = await ask(`${id}?plain`);
  expect([led.status, led.location]).toEqual([303, `/queue/${id}/plain`]);
  expect((await ask(`${id}/plain/nonsense`)).location).toBe('/not-found');
});

test('a person joins, waits, is called, enters and leaves by buttons alone', async () => {
  const [{ id }, first, second] = [await aSchedule({ capacity: 1 }), await aFan(), await aFan()];
  const before = await ask(`${id}/plain`, { person: first });
  expect(before.status).toBe(200);
  expect(before.text).toContain('줄에 설까요?');
  for (const person of [first, second]) {
    const joined = await ask(`${id}/plain/places`, { person, form: {} });
    expect([joined.status, joined.location]).toEqual([303, `/queue/${id}/plain`]);
    expect(joined.headers.get('set-cookie')).toMatch(/^openrun\.place=.+;Path=\/queue\/.+HttpOnly/);
  }
  const waiting = await ask(`${id}/plain`, { person: second });
  expect(waiting.text).toContain('내 번호 2번');
  expect(waiting.headers.get('refresh')).toMatch(
    new RegExp(`^(8|9|1[0-2]); url=/queue/${id}/plain$`),
  );
  expect(waiting.text).not.toContain('http-equiv="refresh"');

  const early = await ask(`${id}/plain/entry`, { person: second, form: {} });
  expect(early.status).toBe(409);
  expect(early.text).toContain('role="status"');
  expect(early.text).toContain('내 번호 2번');

  await tendLine(id);
  expect((await ask(`${id}/plain`, { person: first })).text).toContain('입장하기');
  const entered = await ask(`${id}/plain/entry`, { person: first, form: {} });
  expect([entered.status, entered.location]).toEqual([303, `/schedules/${id}/seats`]);
  expect((await ask(`${id}/plain`, { person: first })).text).toContain(`/schedules/${id}/seats`);

  const left = await ask(`${id}/plain/departure`, { person: second, form: {} });
  expect(left.status).toBe(303);
  const after = await ask(`${id}/plain`, { person: second });
  expect(after.text).toContain('줄에서 나왔어요');
  expect(after.headers.get('refresh')).toBeNull();
});

test('each refusal is a page with its status', async () => {
  const [{ id }, fan] = [await aSchedule(), await aFan()];
  const later = await aSchedule({ opensAt: new Date(Date.now() + 7_200_000) });
  const status = async (path: string, given: Ask = {}) => (await ask(path, given)).status;
  expect(await status(`${id}/plain`)).toBe(401);
  expect(await status(`${newId()}/plain`, { person: fan })).toBe(404);
  expect(await status(`${later.id}/plain/places`, { person: fan, form: {} })).toBe(409);
  expect((await ask(`${later.id}/plain`, { person: fan })).text).toContain('대기실이 열리기까지');
  const foreign = { origin: 'https://elsewhere.test' };
  expect(await status(`${id}/plain/places`, { person: fan, form: {}, headers: foreign })).toBe(403);
  const large = { answer: 'x'.repeat(5_000) };
  expect(await status(`${id}/plain/places`, { person: fan, form: large })).toBe(413);
  expect(await status(`${id}/plain/places`, { person: fan })).toBe(405);
});

test('before the lobby opens whoever must verify their address is led to it, and nobody else', async () => {
  const opensAt = new Date(Date.now() + 7_200_000);
  const [strict, free] = await Promise.all([
    aSchedule({ opensAt, requiresVerifiedEmail: true }),
    aSchedule({ opensAt }),
  ]);
  const person = await aFan({ emailVerified: false });
  const pages = [
    await ask(`${strict.id}/plain`, { person }),
    await ask(`${free.id}/plain`, { person }),
  ];
  for (const { text } of pages) expect(text).toContain('대기실이 열리기까지');
  expect(pages[0]!.text).toMatch(/이메일 인증이 필요해요[^]*href="\/verify-email"/);
  expect(pages[1]!.text).not.toContain('verify-email');
});

test('it speaks both languages, refreshes unless told not to, and lets nothing else load', async () => {
  const [{ id }, person] = [await aSchedule(), await aFan()];
  const changed = await ask(`${id}/plain?locale=en`, { person });
  expect(changed.headers.get('set-cookie')).toContain('locale=en');
  await ask(`${id}/plain/places`, { person, form: {} });
  const english = { cookie: `${cookieOf(person)}; locale=en` };
  const page = await ask(`${id}/plain?still=1`, { headers: english });
  expect(page.text).toContain('It does not refresh itself.');
  expect(page.text).not.toMatch(/undefined|\[object/);
  expect(page.headers.get('refresh')).toBeNull();
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-/,
  );
});

test('somebody who looks without end is told to wait, on a page that goes on by itself', async () => {
  const [{ id }, person] = [await aSchedule(), await aFan()];
  const answers = [];
  for (let i = 0; i < 15; i++) answers.push(await ask(`${id}/plain`, { person }));
  const slow = answers.at(-1)!;
  expect(slow.status).toBe(429);
  expect(Number(slow.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(slow.headers.get('refresh')).toContain(`${slow.headers.get('retry-after')};`);
});

describe('in a rush', () => {
  const words: Record<string, number> = {
    하나: 1,
    둘: 2,
    셋: 3,
    넷: 4,
    다섯: 5,
    여섯: 6,
    일곱: 7,
    여덟: 8,
    아홉: 9,
  };
  const kinds: Record<string, string[]> = {
    동물: ['tiger', 'rabbit', 'whale', 'sparrow'],
    과일: ['apple', 'grape', 'peach', 'pear'],
    악기: ['piano', 'guitar', 'drum', 'violin'],
    가구: ['chair', 'desk', 'bed', 'shelf'],
    날씨: ['rain', 'snow', 'wind', 'fog'],
    탈것: ['bus', 'ship', 'bicycle', 'train'],
  };

  /** Reads the question as a person does. */
  function answerOf(text: string): string {
    const sum = /숫자로 적어 주세요: ([^<]+)/.exec(text)?.[1];
    if (sum) return String(sum.split(', ').reduce((all, word) => all + words[word]!, 0));
    const kind = /<legend>(\S+)에 해당하는/.exec(text)![1]!;
    const choices = [...text.matchAll(/value="(\w+)" required/g)].map(([, choice]) => choice!);
    return choices.find((choice) => kinds[kind]!.includes(choice))!;
  }

  test('a person answers a question in place of the work, once', async () => {
    const [{ id }, person] = [await aSchedule(), await aFan()];
    const headers = { 'x-forwarded-for': '203.0.113.50' };
    for (let i = 0; i < 20; i++) {
      const other = { kind: 'account', id: newId(), role: 'FAN', emailVerified: true } as const;
      await requireProof(other, id, { address: '203.0.113.9' }).catch(() => undefined);
    }
    const join = (form: Record<string, string>) =>
      ask(`${id}/plain/places`, { person, form, headers });
    const asked = await join({});
    expect(asked.status).toBe(428);
    expect(asked.headers.get('refresh')).toBeNull();
    const question = /name="question" value="([^"]+)"/.exec(asked.text)![1]!;
    const answer = answerOf(asked.text);
    const wrong = await join({ question, answer: 'x' });
    expect(wrong.status).toBe(422);
    const used = await join({ question, answer });
    expect(used.status).toBe(409);
    const again = /name="question" value="([^"]+)"/.exec(used.text)![1]!;
    const form = { question: again, answer: answerOf(used.text) };
    expect((await join(form)).status).toBe(303);
  });
});
