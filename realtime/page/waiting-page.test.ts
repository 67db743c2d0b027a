import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { aRealtime, type Realtime } from '../testing';

let realtime: Realtime;
const path = `/queue/${newId()}`;

beforeAll(async () => {
  realtime = await aRealtime();
});
afterAll(() => realtime.stop());

const get = (at: string, headers: Record<string, string> = {}) =>
  fetch(realtime.url + at, { headers: { 'accept-encoding': 'br', ...headers } });

const fontOf = (html: string) => /href="(\/queue-assets\/[^"]+)"/.exec(html)![1]!;
const scriptOf = (html: string) => /src="(\/queue-assets\/[^"]+)"/.exec(html)![1]!;

/** Bytes on the wire, which fetch has already unpacked. */
const sizeOf = (response: Response) => Number(response.headers.get('content-length'));

test('the page with all that it paints with is under 60 kB of transfer, and the library of the stream comes after', async () => {
  const page = await get(path);
  const html = await page.text();
  const script = await get(scriptOf(html));
  const font = await get(fontOf(html));
  expect(page.headers.get('content-encoding')).toBe('br');
  const later = [...(await script.text()).matchAll(/import\("\.\/([^"]+)"\)/g)];
  expect(later).toHaveLength(1);
  const library = await get(`/queue-assets/${later[0]![1]}`);
  expect(library.status).toBe(200);
  expect(await library.text()).toContain('reconnectionDelay');
  expect(sizeOf(page) + sizeOf(script) + sizeOf(font)).toBeLessThan(60_000);
  expect(font.headers.get('content-type')).toBe('font/woff2');
  expect(sizeOf(page)).toBeGreaterThan(1_000);
  expect(script.headers.get('cache-control')).toContain('immutable');
});

test('the page is the same for every line, and is sent once', async () => {
  const page = await get(path);
  const other = await get(`/queue/${newId()}`);
  expect(await other.text()).toBe(await page.text());
  const again = await get(path, { 'if-none-match': page.headers.get('etag')! });
  expect(again.status).toBe(304);
});

test('the page speaks the language of the cookie, Korean without one', async () => {
  expect(await (await get(path)).text()).toContain('<html lang="ko">');
  const english = await get(path, { cookie: 'a=b; locale=en' });
  expect(await english.text()).toContain('<html lang="en">');
  expect(await (await get(path, { cookie: 'locale=xx' })).text()).toContain('<html lang="ko">');
});

test('nothing inline runs on the page, and only what it needs may load', async () => {
  const page = await get(path);
  const policy = page.headers.get('content-security-policy')!;
  const html = await page.text();
  expect(policy).toContain(`default-src 'none'`);
  expect(policy).toContain(`script-src 'self';`);
  expect(policy).not.toContain('unsafe');
  const scripts = html.match(/<script[^>]*>/g)!;
  expect(scripts.filter((tag) => !/src=|application\/json/.test(tag))).toEqual([]);
  expect(html).not.toMatch(/ style=| on[a-z]+="/);
});

test('the service worker’s scope is the pages of all lines, and it may change', async () => {
  const worker = await get('/queue/turn-worker.js');
  expect(worker.status).toBe(200);
  expect(worker.headers.get('content-type')).toMatch('text/javascript');
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  expect(await worker.text()).toContain('notificationclick');
});

test('a wrong method is refused, and what is no line leads to the page that says so', async () => {
  expect((await fetch(realtime.url + path, { method: 'POST' })).status).toBe(405);
  const missing = await fetch(`${realtime.url}/queue/nonsense`, { redirect: 'manual' });
  expect(missing.headers.get('location')).toBe('/not-found');
});
