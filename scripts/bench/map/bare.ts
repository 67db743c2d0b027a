/** The ceiling of bench:map: a bare node:http server that sends the same bytes, and knows nothing else. */
import { readFileSync } from 'node:fs';
import http from 'node:http';

const body = readFileSync(String(process.env['BENCH_BODY']));
const headers = {
  'content-type': 'application/json',
  'content-encoding': 'br',
  'content-length': body.length,
};

http
  .createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok');
    response.writeHead(200, headers).end(body);
  })
  .listen(Number(process.env['PORT']), '127.0.0.1');
