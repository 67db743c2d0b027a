import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Redis } from 'ioredis';

export type Script = {
  /** One atomic run: the number of keys must be the one in the file's name. */
  run(redis: Redis, keys: string[], args: (string | number | Buffer)[]): Promise<unknown>;
};

/**
 * A Lua file, by its path from the repository's root; its name ends in its number of KEYS (`hold-seats-10.lua`).
 * A line `--#include <path from the root>` stands for that file's text. Read on first use; sent by hash, and in
 * full only to a server that does not know it yet.
 */
export function defineScript(file: string): Script {
  const keyCount = Number(/-(\d+)\.lua$/.exec(file)?.[1]);
  let loaded: { source: string; hash: string } | undefined;
  return {
    async run(redis, keys, args) {
      if (keys.length !== keyCount) throw new Error(`${file} takes ${keyCount} keys`);
      loaded ??= load(file);
      try {
        return await redis.evalsha(loaded.hash, keyCount, ...keys, ...args);
      } catch (error) {
        if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
        return redis.eval(loaded.source, keyCount, ...keys, ...args);
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
