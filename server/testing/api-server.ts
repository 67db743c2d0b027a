import { serve } from '@hono/node-server';
import { api } from '@/server/http/app';
import { reportPressure } from '@/server/platform/pressure';
import { areSeatsAway } from '@/server/platform/redis';

/** The API as a process of its own, without Next, for tests of "many": prints the port that it was given. */
reportPressure();
areSeatsAway(); // watched from here on: the first buyer is told at once
serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
