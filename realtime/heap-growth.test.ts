import { describe, expect, it } from 'vitest';
import { growthPercent } from './heap-growth';

const mb = 1024 * 1024;

describe('how much of a heap may lie uncollected', () => {
  it('is as much again while the heap is small, which is a crowd that joins', () => {
    expect(growthPercent(20 * mb)).toBe(100);
    expect(growthPercent(80 * mb)).toBe(100);
    expect(growthPercent(100 * mb)).toBe(60);
  });

  it('is little of a large heap, which is people who wait', () => {
    expect(growthPercent(150 * mb)).toBe(8);
    expect(growthPercent(1_000 * mb)).toBe(8);
  });
});
