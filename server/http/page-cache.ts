import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An answer of Next, complete. */
type Page = { status: number; headers: OutgoingHttpHeaders; body: Buffer };

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

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
): Answer {
  const kept = new Map<string, { until: number; page: Promise<Page | null> }>();
  return async (request, response) => {
    const variant = variantOf(request);
    if (variant === null) return answer(request, response);
    const known = kept.get(variant);
    const page = known && known.until > Date.now() ? await known.page : undefined;
    if (page) return send(page, response);
    if (page === null) return answer(request, response); // it turned out not to be one to share
    if (kept.size >= entriesMax) kept.clear();
    const made = capture(response);
    kept.set(variant, { until: Infinity, page: made });
    void made.then((complete) => {
      if (complete) kept.set(variant, { until: Date.now() + keptMs, page: made });
      else kept.delete(variant);
    });
    return answer(request, response);
  };
}

function send(page: Page, response: ServerResponse): void {
  response.writeHead(page.status, page.headers).end(page.body);
}

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
        isPage
          ? { status: 200, headers: response.getHeaders(), body: Buffer.concat(chunks) }
          : null,
      );
    });
  });
}
