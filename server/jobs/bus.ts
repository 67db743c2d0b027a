import { consumeBatch, onWake, relayBatch } from '@/server/outbox';
import { takeOrRenewLease } from '@/server/platform/lease';
import { consumers, type Consumer } from './consumers';
import type { Job } from './job';

const leaseMs = 5_000;
const pollMs = 100;

let wake: () => void = () => undefined;
let listening = false;

/** Waits for news of a commit, at most `pollMs`. */
function news(): Promise<void> {
  if (!listening) {
    listening = true;
    onWake(() => wake());
  }
  return new Promise((resume) => {
    const timer = setTimeout(resume, pollMs);
    wake = () => {
      clearTimeout(timer);
      resume();
    };
  });
}

/** Ships committed events and hands them to their consumers, in one leading worker, until nothing is left. */
export async function drainBus(): Promise<void> {
  while ((await relayBatch()) > 0);
  await Promise.all(consumers.map(drainConsumer));
}

async function drainConsumer({ name, types, handle }: Consumer): Promise<void> {
  const relevant = (event: Parameters<typeof handle>[0]) =>
    types.includes(event.type) ? handle(event) : Promise.resolve();
  while ((await consumeBatch(name, relevant)) > 0);
}

export const busJob: Job = {
  name: 'bus',
  everyMs: 0,
  async run() {
    await news();
    if (await takeOrRenewLease('bus', leaseMs)) await drainBus();
  },
};
