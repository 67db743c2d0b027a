import { sha256 } from '@noble/hashes/sha2.js';
import { solveChallenge } from 'altcha-lib';
import type { Challenge } from '@/server/bots/bots.schema';

/**
 * Solves a challenge off the page's thread: this worker tries the counters `start`, `start + step`, ... Hashing is
 * synchronous: WebCrypto costs ten times as much a hash, and is missing where a page is not secure.
 */
export type Work = { challenge: Challenge; start: number; step: number };

const deriveKey = async (_: unknown, salt: Uint8Array, password: Uint8Array) => {
  const bytes = new Uint8Array(salt.length + password.length);
  bytes.set(salt);
  bytes.set(password, salt.length);
  return { derivedKey: sha256(bytes) };
};

addEventListener('message', ({ data }: MessageEvent<Work>) => void solve(data));

async function solve({ challenge, start, step }: Work): Promise<void> {
  const solution = await solveChallenge({
    challenge,
    deriveKey,
    counterStart: start,
    counterStep: step,
    timeout: 0,
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  postMessage(solution);
}
