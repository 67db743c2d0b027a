import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { every, type Watch } from './watches';

/** To here a heap may grow, by as much again at most, before V8 collects its old space: six thousand who wait fill it. */
const roomyBytes = 160 * 1024 * 1024;
const percentMax = 100;
/** Beyond that by a twelfth: what people leave behind as they connect would double the memory of those who wait. */
const percentMin = 8;

/**
 * By how much, in percent, a heap of so many bytes may grow before its old space is collected. A join costs 26 us of
 * CPU where a small heap may double, and 42 where it may grow by an eighth.
 */
export const growthPercent = (heapBytes: number): number =>
  Math.max(percentMin, Math.min(percentMax, Math.round((roomyBytes / heapBytes - 1) * 100)));

/** Tells V8 so once a second, by the heap as it is. */
export function boundHeapGrowth(): Watch {
  return every(1_000, async () => {
    const percent = growthPercent(getHeapStatistics().used_heap_size);
    setFlagsFromString(`--heap-growing-percent=${percent}`);
  });
}
