/**
 * Only the services, migrated, for experiments and benchmarks:
 * npm run services -- --dir .data/mine --postgres-port 5500 --redis-port 6400
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from './lib/migrate';
import { portNear } from './lib/ports';
import { startPostgres } from './lib/postgres';
import { startRedis } from './lib/redis';
import { main, say, step } from './lib/say';
import { startTogether } from './lib/service';

function readOptions() {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string', default: '.data/services' },
      'postgres-port': { type: 'string', default: '5500' },
      'redis-port': { type: 'string', default: '6400' },
    },
  });
  return {
    dir: path.resolve(values.dir),
    postgresPort: Number(values['postgres-port']),
    redisPort: Number(values['redis-port']),
  };
}

const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => resolve());
});

await main(async () => {
  const { dir, postgresPort, redisPort } = readOptions();
  const [postgres, redis] = await startTogether([
    portNear(postgresPort).then((port) => startPostgres({ dir: path.join(dir, 'postgres'), port })),
    portNear(redisPort).then((port) => startRedis({ dir: path.join(dir, 'redis'), port })),
  ]);
  try {
    await step('Migrated', () => migrate(postgres.url));
    say(`DATABASE_URL=${postgres.url}`);
    say(`REDIS_URL=${redis.url}`);
    say('Running until Ctrl-C.');
    await Promise.race([asked, postgres.ended, redis.ended]);
  } finally {
    await Promise.all([postgres.stop(), redis.stop()]);
    say('Stopped.');
  }
});
