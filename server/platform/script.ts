import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Redis } from 'ioredis';

export type Script = {
  /** One atomic run: the number of keys must be the one in the file's name, or at least that where `n` follows it. */
  run(redis: Redis, keys: string[], args: (string | number | Buffer)[]): Promise<unknown>;
};

/**
 * A Lua file, by its path from the repository's root; its name ends in its number of KEYS (`hold-seats-10.lua`), and in `n`
 * after it where more may follow, as many as there are things to do (`settle-seats-6n.lua`).
 * A line `--#include <path from the root>` stands for that file's text. Read on first use; sent by hash, and in
 * full only to a server that does not know it yet.
 */
export function defineScript(file: string): Script {
  const [, fixed, more] = /-(\d+)(n?)\.lua$/.exec(file)!;
  const isRight = (count: number) => (more ? count >= Number(fixed) : count === Number(fixed));
  let loaded: { source: string; hash: string } | undefined;
  return {
    async run(redis, keys, args) {
      if (!isRight(keys.length)) throw new Error(`${file} takes ${fixed} keys`);
      loaded ??= load(file);
      try {
        return await redis.evalsha(loaded.hash, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
        return redis.eval(loaded.source, keys.length, ...keys, ...args);
      }
    },
  };
}

function load(file: string) {
  const source = readSource(file);
  return { source, hash: createHash('sha1').update(source).digest('hex') };
}

function readSource(file: string): string {
  const text = readFileSync(path.join(process.cwd(), file), 'utf8');
  return text.replace(/^--#include (\S+)$/gm, (_, included: string) => readSource(included));
}
