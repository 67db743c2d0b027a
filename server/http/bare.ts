import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@/server/platform/refusal';
import { problemOf } from './problem';
import { bodyBytesMax, securityHeaders } from './security';

// What answers on Node's bare server share: where a crowd arrives at one second, a web framework's request and response
// objects cost several times what is asked of them.

/** Headers in the flat form that Node writes out as it is: setting them one by one costs as much as a join. */
export const flat = (headers: Record<string, string>): string[] => Object.entries(headers).flat();

let secure: string[] | undefined;

/** The headers of every answer of the API, made once. */
export const secureHeaders = (): string[] => (secure ??= flat(securityHeaders()));

export function end(response: ServerResponse, status: number, headers: string[]): void {
  response.writeHead(status, headers).end();
}

/** A text goes out in one piece with its head. */
export function sendBody(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: string | Uint8Array,
): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, ['content-length', length, ...headers]).end(body);
}

export const send = (
  response: ServerResponse,
  status: number,
  headers: string[],
  body: unknown,
): void => sendBody(response, status, headers, JSON.stringify(body));

export function sendProblem(response: ServerResponse, headers: string[], error: unknown): void {
  const { problem, headers: more } = problemOf(error);
  send(response, problem.status, [...flat(more), ...headers], problem);
}

/** A header as a function, for what is asked of both servers. */
export const headerOf =
  ({ headers }: Pick<IncomingMessage, 'headers'>) =>
  (name: string): string | undefined =>
    headers[name] as string | undefined;

/** The body as text. Refuses `body_too_large`, by its stated length and as it arrives. */
export async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = () => new Refusal('body_too_large');
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytesMax) chunks.push(chunk);
      else reject(tooLarge()); // what still comes is dropped
    });
    request.on('end', () =>
      resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()),
    );
    request.on('error', reject);
  });
}
