import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from './recent';

test('keeps what was set last, never more than its most, and never an older value', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 80 }),
      (most, keys) => {
        const recent = new Recent<number, number>(most);
        const newest = new Map<number, number>();
        for (const [at, key] of keys.entries()) {
          recent.set(key, at);
          newest.delete(key);
          newest.set(key, at);
          const kept = [...recent.entries()];
          expect(kept.length).toBeLessThanOrEqual(most);
          expect(new Set(kept.map(([each]) => each)).size).toBe(kept.length);
          for (const [each, value] of kept) {
            expect(value).toBe(newest.get(each));
            expect(recent.get(each)).toBe(value);
          }
          for (const [each, value] of [...newest].slice(-(most >> 1)))
            expect(recent.get(each)).toBe(value);
        }
      },
    ),
  );
});
