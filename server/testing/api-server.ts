import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { api } from '@/server/http/app';
import { answerProbe } from '@/server/http/probes';
import { answerPurchase } from '@/server/http/purchase-calls';
import { reportPressure } from '@/server/platform/pressure';
import { areSeatsAway } from '@/server/platform/redis';

/**
 * The web program without Next's pages, as a process of its own, for tests of "many" and of kills. Listens on API_PORT,
 * or on a port that it is given and prints.
 */
const answerApi = getRequestListener(api.fetch, { overrideGlobalObjects: false });

const server = createServer((request, response) => {
  if (answerPurchase(request, response)) return;
  void answerProbe(request.url ?? '/', response).then((isProbe) => {
    if (!isProbe) void answerApi(request, response);
  });
});

reportPressure();
areSeatsAway(); // watched from here on: the first buyer is told at once
server.listen(Number(process.env['API_PORT'] ?? 0), '127.0.0.1', () =>
  console.log((server.address() as AddressInfo).port),
);
