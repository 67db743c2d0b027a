import type { Challenge, Proof } from '@/server/bots/bots.schema';
import type { Work } from './proof-worker';

/** Cores of a phone that the work may heat at once. */
const workersMax = 4;

/**
 * Does the work that joining asks for, and returns it as the header `Openrun-Proof`. The solver is a file of its
 * own, which only a page that is asked for work loads.
 */
export async function proofOf(challenge: Challenge): Promise<string> {
  const path = document.body.dataset['proof']!;
  const count = Math.max(1, Math.min(workersMax, (navigator.hardwareConcurrency || 2) - 1));
  const workers = Array.from({ length: count }, () => new Worker(path));
  try {
    const solution = await Promise.race(
      workers.map((worker, start) => solve(worker, { challenge, start, step: count })),
    );
    return btoa(JSON.stringify({ challenge, solution }));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

const solve = (worker: Worker, work: Work) =>
  new Promise<Proof['solution']>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Proof['solution']>) =>
      resolve(data),
    );
    worker.addEventListener('error', () => reject(new Error('the work could not be done')));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(work);
  });
