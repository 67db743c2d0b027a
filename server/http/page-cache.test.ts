import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { type SharedPages, sharePages } from './page-cache';

let server: Server;
afterEach(() => server.close());

async function serve(pages: SharedPages) {
  server = createServer((request, response) => {
    if (!pages.sendKept(request, response)) void pages.answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return (path = '/', init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

/** A site of one page, written in two pieces as Next does, and how often it was made. */
async function aSite(headers: Record<string, string | string[]> = {}) {
  const seen = { made: 0 };
  const pages = sharePages(
    async (_, response) => {
      const number = ++seen.made;
      const all = { 'content-type': 'text/html', vary: ['a', 'b'], ...headers };
      for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
      response.write('<p>');
      await new Promise((resume) => setTimeout(resume, 20));
      response.end(`${number}</p>`);
    },
    ({ headers: { cookie }, url }) => (cookie ? null : url!),
  );
  const get = await serve(pages);
  const textOf = async (answer: Promise<Response>) => (await answer).text();
  return { seen, get, textOf };
}

test('many who ask at once get the page that one of them had made, and so does who asks in the next second', async () => {
  const { seen, get, textOf } = await aSite();
  const texts = await Promise.all(Array.from({ length: 20 }, () => textOf(get())));
  expect(new Set(texts)).toEqual(new Set(['<p>1</p>']));
  const kept = await get();
  expect(kept.headers.get('vary')).toBe('a, b');
  expect(kept.headers.get('content-length')).toBe('8');
  expect(kept.headers.get('content-type')).toBe('text/html');
  expect(await kept.text()).toBe('<p>1</p>');
  expect(seen.made).toBe(1);
});

test('it is made anew after a second, and for each address', async () => {
  const { seen, get, textOf } = await aSite();
  expect(await textOf(get('/a'))).toBe('<p>1</p>');
  expect(await textOf(get('/b'))).toBe('<p>2</p>');
  await vi.waitFor(async () => expect(await textOf(get('/a'))).toBe('<p>3</p>'), 5_000);
  expect(seen.made).toBe(3);
});

test('what is not to be shared is made for each: a person’s own page, and one that sets a cookie', async () => {
  const { seen, get, textOf } = await aSite();
  await Promise.all([1, 2, 3].map(() => textOf(get('/', { headers: { cookie: 'me' } }))));
  expect(seen.made).toBe(3);
  server.close();
  const other = await aSite({ 'set-cookie': 'a=b' });
  await Promise.all([1, 2, 3].map(() => other.textOf(other.get())));
  await other.textOf(other.get());
  expect(other.seen.made).toBe(4);
});

test('a page that was made as gzip is packed tighter for who takes Brotli, and for nobody else', async () => {
  const text = '<p>seat</p>'.repeat(500);
  const pages = sharePages(
    async (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(text));
    },
    ({ url }) => url!,
  );
  const get = await serve(pages);
  const asked = async (encodings: string) => {
    const { headers, body } = await get('/', { headers: { 'accept-encoding': encodings } });
    return { encoding: headers.get('content-encoding'), text: await new Response(body).text() };
  };
  expect(await asked('gzip, br')).toEqual({ encoding: 'gzip', text });
  await vi.waitFor(async () => expect(await asked('gzip, br')).toEqual({ encoding: 'br', text }));
  expect(await asked('gzip')).toEqual({ encoding: 'gzip', text });
  expect(await asked('gzip, br;q=0')).toEqual({ encoding: 'gzip', text });
});
