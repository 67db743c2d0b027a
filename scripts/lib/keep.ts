import { isEnding } from './ending';
import { red, say } from './say';
import type { Service } from './service';

const restartDelayMs = { first: 100, max: 5_000 };
const steadyAfterMs = 10_000;

/**
 * Keeps a program running until the command ends: one that ends before is started again at once,
 * and ever later while it keeps ending. Rejects when the very first start fails.
 */
export async function keepRunning(start: () => Promise<Service>): Promise<Service> {
  const first = await start();
  void watch(first, start);
  return first;
}

async function watch(first: Service, start: () => Promise<Service>) {
  let service = first;
  let delay = restartDelayMs.first;
  for (;;) {
    const startedAt = Date.now();
    await service.ended;
    if (Date.now() - startedAt > steadyAfterMs) delay = restartDelayMs.first;
    let again: Service | null = null;
    while (!again) {
      if (isEnding()) return;
      say(red(`${service.name} ended unexpectedly; starting it again`));
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (isEnding()) return;
      delay = Math.min(delay * 2, restartDelayMs.max);
      again = await start().catch((error: Error) => (say(red(error.message)), null));
    }
    service = again;
  }
}
