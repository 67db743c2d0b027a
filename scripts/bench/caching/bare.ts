import http from 'node:http';

/** The ceiling: answers whatever one address of `BARE_URL` once answered, from memory. */
const answer = await fetch(String(process.env.BARE_URL));
const body = Buffer.from(await answer.arrayBuffer());
const headers = { 'content-type': answer.headers.get('content-type') ?? '' };
const server = http.createServer((_, response) => response.writeHead(200, headers).end(body));
server.listen(Number(process.env.PORT), '127.0.0.1');
