/** The ceiling of bench:contention: a bare node:http server that runs the hold script, and knows nothing else. */
import http from 'node:http';
import { writeHold } from '@/server/holds/holds.redis';
import { newId } from '@/server/platform/id';

const scheduleId = String(process.env['BENCH_SCHEDULE']);

/** `/<account>/<pass>/<seat, or best>` */
async function hold(url: string): Promise<string> {
  const [, accountId = '', passId = '', seat = ''] = url.split('/');
  const input =
    seat === 'best'
      ? { bestAvailable: { grade: 'R' as const, count: 1 } }
      : { seatIds: [Number(seat)] };
  const idempotency = { scope: newId(), requestHash: '' };
  const command = { passId, newHoldId: newId(), input, idempotency };
  return JSON.stringify(await writeHold({ scheduleId, accountId }, command));
}

http
  .createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok');
    void hold(request.url!).then((body) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
      });
      response.end(body);
    });
  })
  .listen(Number(process.env['PORT']), '127.0.0.1');
