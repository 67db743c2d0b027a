import type { ServerResponse } from 'node:http';

const retryAfterSeconds = '2';

/** Next says 500 when what a page reads is away. A browser and a proxy are told so: 503, try again. */
export function sayAwayOnFault(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, status: number, ...rest: never[]) {
    if (status !== 500) return writeHead.call(this, status, ...rest);
    this.setHeader('retry-after', retryAfterSeconds);
    return writeHead.call(this, 503, ...rest);
  } as typeof writeHead;
}
