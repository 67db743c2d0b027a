import { buildSync, transformSync } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Locale, localeCookie, locales, toLocale } from '@/i18n/locale';
import { loadMessages, type Messages } from '@/i18n/catalogue';
import { end, flat, secureHeaders } from '@/server/http/bare';
import { chooseEncoding, type Encoding } from '@/server/http/encodings';
import { securityHeaders } from '@/server/http/security';
import { env } from '@/server/platform/env';
import { waitingDocument } from './document';
import { turnWorkerPath } from './paths';

/** A file in memory, in each encoding that a browser may take, with the headers of each answer as they are sent. */
type Asset = {
  tag: string;
  heads: Record<Encoding | 'unchanged', string[]>;
  bodies: Record<Encoding, Buffer>;
};

type Site = {
  /** By path; all but the service worker's carry their hash, and never change. */
  assets: Map<string, Asset>;
  documents: Record<Locale, Asset>;
};

let site: Site | undefined;

const root = (...parts: string[]) => path.join(process.cwd(), ...parts);
const hashOf = (text: string | Buffer) =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** Bundles and compresses the page ahead of the first visitor. In development it is made anew each time. */
export function prepareWaitingPage(): Site {
  if (site && env.NODE_ENV !== 'development') return site;
  const scripts = bundle('realtime/page/main.ts', true);
  const [proof] = bundle('realtime/page/proof-worker.ts', false) as [Script];
  const [turn] = bundle('realtime/page/turn-worker.ts', false) as [Script];
  const digits = readFileSync(root('realtime/page/digits.woff2'));
  const fontPath = `/queue-assets/${hashOf(digits)}.woff2`;
  const style = readStyle(fontPath);
  const realtimeUrl = env.REALTIME_PUBLIC_URL;
  const documentOf = (locale: Locale) => {
    const messages = loadMessages(locale)['waiting'] as Messages;
    return waitingDocument({
      locale,
      messages,
      style,
      scriptPath: scripts[0]!.path,
      proofPath: proof.path,
      fontPath,
      realtimeUrl,
    });
  };
  site = {
    assets: new Map([
      ...[...scripts, proof].map(
        ({ path: at, text }) => [at, fileOf('text/javascript; charset=utf-8', text)] as const,
      ),
      [fontPath, fileOf('font/woff2', digits)],
      [turnWorkerPath, workerOf(turn.text)],
    ]),
    documents: Object.fromEntries(
      locales.map((locale) => [locale, pageOf(documentOf(locale), policyOf(style))]),
    ) as Site['documents'],
  };
  return site;
}

type Script = { path: string; text: string };

/** A script and, split off it, what it loads once the page is on screen: the stream's library is most of the bytes. */
function bundle(entry: string, splitting: boolean): Script[] {
  const { outputFiles, metafile } = buildSync({
    metafile: true,
    absWorkingDir: root(),
    entryPoints: [root(entry)],
    bundle: true,
    splitting,
    minify: true,
    write: false,
    outdir: root('queue-assets'),
    entryNames: '[hash]',
    chunkNames: '[hash]',
    format: 'esm',
    target: ['es2022', 'safari16'],
    jsx: 'automatic',
    tsconfigRaw: {},
    // The site's posters are drawn without React and its class names.
    alias: {
      'react/jsx-runtime': root('realtime/page/jsx.ts'),
      react: root('realtime/page/jsx.ts'),
      '@/components/ui/cn': root('realtime/page/cn.ts'),
      '@': root(),
    },
    logLevel: 'silent',
  });
  const isEntry = (file: string) =>
    metafile.outputs[path.relative(root(), file)]?.entryPoint === entry;
  return outputFiles
    .toSorted((a, b) => Number(isEntry(b.path)) - Number(isEntry(a.path)))
    .map(({ path: file, text }) => ({ path: `/queue-assets/${path.basename(file)}`, text }));
}

/** The site's tokens and the page's own rules, in one. The font has the ten digits, the comma and the colon: 4 kB. */
function readStyle(fontPath: string): string {
  const own = ['page.css', 'parts.css'].map((name) => root('realtime/page', name));
  const files = [root('components/ui/tokens.css'), ...own];
  const css = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const face = `@font-face{font-family:Digits;font-weight:45 930;font-display:swap;src:url(${fontPath})}`;
  return transformSync(face + css, { loader: 'css', minify: true }).code.trim();
}

/** Its own script, its one style by hash, and realtime; nothing else loads. */
function policyOf(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const origins = [env.PUBLIC_URL, env.REALTIME_PUBLIC_URL].filter(Boolean);
  const connect = origins.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')]);
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'sha256-${hash}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self' ${connect.join(' ')}`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

const fileOf = (type: string, content: string | Buffer): Asset =>
  assetOf(type, content, { 'cache-control': 'public, max-age=31536000, immutable' });

/** A browser asks now and then whether its service worker has changed. */
const workerOf = (text: string): Asset =>
  assetOf('text/javascript; charset=utf-8', text, { 'cache-control': 'no-cache' });

const pageOf = (document: string, policy: string): Asset =>
  assetOf('text/html; charset=utf-8', document, {
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    vary: 'accept-encoding, accept-language, cookie',
  });

function assetOf(type: string, content: string | Buffer, more: Record<string, string>): Asset {
  const identity = Buffer.from(content);
  const bodies = { identity, gzip: gzipSync(identity), br: brotliCompressSync(identity) };
  const tag = `"${hashOf(content)}"`;
  const unchanged = flat({ ...securityHeaders(), ...more, etag: tag });
  const headOf = (encoding: Encoding) => [
    ...unchanged,
    ...(encoding === 'identity' ? [] : ['content-encoding', encoding]),
    ...['content-type', type, 'content-length', String(bodies[encoding].length)],
  ];
  const heads = { unchanged, br: headOf('br'), gzip: headOf('gzip'), identity: headOf('identity') };
  return { tag, heads, bodies };
}

const pagePath = /^\/queue\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/?$/;

/** Answers `/queue/<schedule id>` and the page's script, from memory; 404 for anything else under those paths. */
export function answerWaitingPage(request: IncomingMessage, response: ServerResponse): void {
  const { assets, documents } = prepareWaitingPage();
  const asked = (request.url ?? '').split('?', 1)[0]!;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return end(response, 405, ['allow', 'GET, HEAD', ...secureHeaders()]);
  const asset = pagePath.test(asked) ? documents[localeOf(request)] : assets.get(asked);
  if (asset) return send(request, response, asset);
  end(response, 302, ['location', '/not-found', 'cache-control', 'no-store', ...secureHeaders()]);
}

/** The cookie's language, else the site's own. */
function localeOf({ headers }: IncomingMessage): Locale {
  const cookie = new RegExp(`(?:^|; )${localeCookie}=(\\w+)`).exec(headers.cookie ?? '');
  return toLocale(cookie?.[1]);
}

function send(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
  const { tag, heads, bodies } = asset;
  if (request.headers['if-none-match'] === tag) return end(response, 304, heads.unchanged);
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  response.writeHead(200, heads[encoding]);
  response.end(request.method === 'HEAD' ? undefined : bodies[encoding]);
}
