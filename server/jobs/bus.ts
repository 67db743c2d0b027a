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

/** Ships one batch of committed events and hands each consumer one batch; returns how many events moved. */
async function drainRound(): Promise<number> {
  const shipped = await relayBatch();
  const consumed = await Promise.all(consumers.map(consumeOnce));
  return consumed.reduce((sum, count) => sum + count, shipped);
}

function consumeOnce({ name, types, handle }: Consumer): Promise<number> {
  return consumeBatch(name, async (events) => {
    const theirs = events.filter(({ type }) => types.includes(type));
    if (theirs.length > 0) await handle(theirs);
  });
}

/** Ships and consumes until nothing is left: for whoever is alone, as tests are. */
export async function drainBus(): Promise<void> {
  while ((await drainRound()) > 0);
}

export const busJob: Job = {
  name: 'bus',
  everyMs: 0,
  async run() {
    await news();
    // The lease is renewed each round, and each consumer moves on in each, however many events keep coming.
    while ((await takeOrRenewLease('bus', leaseMs)) && (await drainRound()) > 0);
  },
};
