import { createHash, randomInt } from 'node:crypto';

/** A seed from the environment, to repeat a run, else a new one: whoever uses it prints it. */
export const seedOf = (name: string): number =>
  Number(process.env[name] ?? randomInt(1, 1_000_000_000));

/** Random numbers in [0, 1), the same for a seed. */
export function randomOf(seed: number): () => number {
  let count = 0;
  return () =>
    createHash('sha256').update(`${seed}/${count++}`).digest().readUInt32BE(0) / 0x1_0000_0000;
}
