import { setTimeout } from 'node:timers/promises';
import { closeDb } from './db';
import { closeRedis } from './redis';

const goodbyeMs = 3_000;

/** Runs `first`, closes the connections to our services, and ends the process: also when a service that is away never says goodbye. */
export async function endProcess(
  first: () => Promise<unknown> = async () => undefined,
): Promise<never> {
  const close = async () => {
    await first().catch(() => undefined);
    await Promise.allSettled([closeDb(), closeRedis()]);
  };
  await Promise.race([close(), setTimeout(goodbyeMs)]);
  process.exit(0);
}
