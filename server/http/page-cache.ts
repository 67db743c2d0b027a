import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sendBody } from './bare';
import { brotliOf, takesBrotli } from './encodings';

/** An answer of Next, complete, with its headers as they are sent. */
type Page = { headers: string[]; body: Buffer };

/** A page as it was made, and packed tighter once that is done. */
type Kept = { until: number; page: Page; packed?: Page };

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type SharedPages = {
  /** Sends the page that is kept for such a request, at once; false when there is none. */
  sendKept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Makes the page, or waits for who is making it. */
  answer: Answer;
};

const keptMs = 1_000;
const entriesMax = 500;
const bodyBytesMax = 2 * 1024 * 1024;

/**
 * Keeps the HTML that anonymous visitors get for a second, and lets one of many who ask at once make it: a page that
 * the whole crowd opens costs one rendering a second. `variantOf` says what a request's answer depends on, or null
 * when it must not be shared.
 */
export function sharePages(
  answer: Answer,
  variantOf: (request: IncomingMessage) => string | null,
): SharedPages {
  const kept = new Map<string, Kept>();
  const making = new Map<string, Promise<Page | null>>();

  function keep(variant: string, page: Page): void {
    if (kept.size >= entriesMax) kept.clear();
    const entry: Kept = { until: performance.now() + keptMs, page };
    kept.set(variant, entry);
    void packTighter(page)
      .then((packed) => packed && (entry.packed = packed))
      .catch(() => undefined); // it goes out as it was made
  }

  /** The page kept for a request that asks for that variant, in the encoding that is best for it. */
  function find(variant: string, { headers }: IncomingMessage): Page | null {
    const known = kept.get(variant);
    if (!known || known.until <= performance.now()) return null;
    const { page, packed } = known;
    return packed && takesBrotli(String(headers['accept-encoding'])) ? packed : page;
  }

  function make(variant: string, response: ServerResponse): void {
    const made = capture(response);
    making.set(variant, made);
    void made.then((page) => {
      making.delete(variant);
      if (page) keep(variant, page);
    });
  }

  return {
    sendKept(request, response) {
      const variant = kept.size > 0 ? variantOf(request) : null;
      const page = variant === null ? null : find(variant, request);
      if (page) send(page, response);
      return page !== null;
    },
    async answer(request, response) {
      const variant = variantOf(request);
      if (variant === null) return answer(request, response);
      const known = find(variant, request);
      if (known) return send(known, response);
      const made = making.get(variant);
      if (!made) make(variant, response);
      const page = await made;
      // One that turned out not to be one to share is made for each.
      return page ? send(page, response) : answer(request, response);
    },
  };
}

const send = ({ headers, body }: Page, response: ServerResponse): void =>
  sendBody(response, 200, headers, body);

const unzip = promisify(gunzip);

/** A page that Next sent as gzip, as Brotli: fewer bytes for every visitor. Null for one that it sent as it is. */
async function packTighter({ headers, body }: Page): Promise<Page | null> {
  const at = headers.indexOf('content-encoding') + 1;
  if (headers[at] !== 'gzip') return null;
  return { headers: headers.with(at, 'br'), body: await brotliOf(await unzip(body)) };
}

/** As Next set them, but for how the body was cut on its way: it is whole now. */
const listed = (headers: OutgoingHttpHeaders): string[] =>
  Object.entries(headers)
    .filter(([name]) => name !== 'transfer-encoding' && name !== 'content-length')
    .flatMap(([name, value]) => [value ?? []].flat().flatMap((each) => [name, String(each)]));

/** Collects what is written to a response on its way out; null when it is no complete page that others may see. */
function capture(response: ServerResponse): Promise<Page | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const collect = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const charset = typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
    const part = typeof chunk === 'string' ? Buffer.from(chunk, charset) : Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= bodyBytesMax) chunks.push(part);
  };
  const { write, end } = response;
  response.write = function (this: ServerResponse, ...args: unknown[]) {
    collect(args[0], args[1]);
    return write.apply(this, args as Parameters<typeof write>);
  } as typeof write;
  response.end = function (this: ServerResponse, ...args: unknown[]) {
    collect(args[0], args[1]);
    return end.apply(this, args as unknown as Parameters<typeof end>);
  } as typeof end;
  return new Promise((settle) => {
    response.once('close', () => {
      const isPage =
        response.statusCode === 200 &&
        response.writableFinished &&
        bytes <= bodyBytesMax &&
        String(response.getHeader('content-type')).startsWith('text/html') &&
        response.getHeader('set-cookie') === undefined;
      settle(
        isPage ? { headers: listed(response.getHeaders()), body: Buffer.concat(chunks) } : null,
      );
    });
  });
}
