/** The ceiling of bench:join: a bare node:http server that runs the join script, and knows nothing else. */
import http from 'node:http';
import { joinInRedis } from '@/server/waiting-room/join-line.redis';

const scheduleId = String(process.env['BENCH_SCHEDULE']);

http
  .createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok');
    const id = request.headers['authorization'] ?? '';
    void joinInRedis(scheduleId, { id, emailVerified: true }).then(({ ticket }) => {
      const body = JSON.stringify({ ticket });
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
      });
      response.end(body);
    });
  })
  .listen(Number(process.env['PORT']), '127.0.0.1');
