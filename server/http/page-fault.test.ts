import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sayAwayOnFault } from './page-fault';

let stop = () => {};
afterEach(() => stop());

async function answered(status: number) {
  const server = createServer((_, response) => {
    sayAwayOnFault(response);
    response.statusCode = status;
    response.end('<p>page</p>');
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  stop = () => server.close();
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('a page that could not be made is away for a moment, and still says so to a person', async () => {
  const response = await answered(500);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.text()).toBe('<p>page</p>');
});

test('a page that is not there stays not there', async () => {
  const response = await answered(404);
  expect(response.status).toBe(404);
  expect(response.headers.get('retry-after')).toBeNull();
});
