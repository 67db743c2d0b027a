/** A stream of numbers in [0, 1) that is the same for the same seed, everywhere (FNV-1a, mulberry32). */
export type Random = ReturnType<typeof randomFrom>;

export function randomFrom(seed: string) {
  let state = 2166136261;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    /** A number from `low` up to `high`, to one decimal. */
    between: (low: number, high: number) => Math.round((low + next() * (high - low)) * 10) / 10,
    whole: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
    chance: (share: number) => next() < share,
  };
}
