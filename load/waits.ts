import type { WaitsFile } from './report/run.schema';

export type Wait = { joinedAt: number; waitMs: number };

const groups = 20;

/** Who came in, by when they joined, in 20 groups of about equal size. */
export function waitsByArrival(waits: Wait[]): WaitsFile {
  const inOrder = waits.toSorted((a, b) => a.joinedAt - b.joinedAt);
  return Array.from({ length: groups }, (_, n) => {
    const [from, to] = [n, n + 1].map((part) => Math.round((part * inOrder.length) / groups));
    const group = inOrder.slice(from, to).map(({ waitMs }) => waitMs);
    return { arrivalPercentile: ((n + 1) * 100) / groups, ...figuresOf(group) };
  }).filter(({ fans }) => fans > 0);
}

function figuresOf(waitsMs: number[]) {
  return { ...summaryOf(waitsMs), fans: waitsMs.length };
}

export function summaryOf(valuesMs: number[]) {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (share: number) => atShare(sorted, share);
  return { meanMs: meanOf(sorted), p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

/** The smallest of the sorted values that so large a share of all did not exceed; 0 where there are none. */
export const atShare = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

export const meanOf = (values: number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
