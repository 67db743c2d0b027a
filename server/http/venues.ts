import { createRoute } from '@hono/zod-openapi';
import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
import { Refusal } from '@/server/platform/refusal';
import { findLayout, findLayoutIdOfSchedule } from '@/server/venues';
import { type LayoutDocument, layoutDocumentSchema } from '@/server/venues/layout.schema';
import { chooseEncoding, type Encoding } from './encodings';
import { answers, createApp, idParam } from './openapi';

type Body = Uint8Array<ArrayBuffer>;

/** Compressed once a process: a stadium is 800 kB of numbers, and 200 kB on the wire. */
const bodies = new WeakMap<LayoutDocument, Map<Encoding, Body>>();
const foundForSeconds = 60;

const getLayout = createRoute({
  method: 'get',
  path: '/schedules/{id}/layout',
  tags: ['seats'],
  summary: 'The immutable seat layout of a schedule; a seat id is its index in it',
  request: { params: idParam },
  responses: answers(layoutDocumentSchema.openapi('Layout')),
});

/** The layout never changes, so its id is its tag; which layout a schedule has may, until it sells. */
export const venuesRoutes = createApp();
venuesRoutes.openapi(getLayout, async (c) => {
  const layoutId = await findLayoutIdOfSchedule(c.req.valid('param').id);
  const layout = layoutId && (await findLayout(layoutId));
  if (!layout) throw new Refusal('not_found');
  const asked = c.req.query('layout') === layoutId;
  c.header('etag', `"${layoutId}"`);
  c.header('vary', 'accept-encoding');
  c.header(
    'cache-control',
    asked ? 'public, max-age=31536000, immutable' : `public, max-age=${foundForSeconds}`,
  );
  if (c.req.header('if-none-match')?.includes(layoutId)) return c.body(null, 304) as never;
  const encoding = chooseEncoding(c.req.header('accept-encoding'));
  if (encoding !== 'identity') c.header('content-encoding', encoding);
  c.header('content-type', 'application/json');
  return c.body(bodyOf(layout, encoding)) as never;
});

function bodyOf(layout: LayoutDocument, encoding: Encoding): Body {
  const made = bodies.get(layout) ?? new Map<Encoding, Body>();
  bodies.set(layout, made);
  const body = made.get(encoding) ?? compress(JSON.stringify(layout), encoding);
  made.set(encoding, body);
  return body;
}

function compress(json: string, encoding: Encoding): Body {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  if (encoding === 'br') return new Uint8Array(brotliCompressSync(json, { params }));
  return new Uint8Array(encoding === 'gzip' ? gzipSync(json) : Buffer.from(json));
}
