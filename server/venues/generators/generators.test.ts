import { describe, expect, it } from 'vitest';
import {
  type LayoutDocument,
  countSeats,
  findSeatPlace,
  grades,
  layoutDocumentSchema,
} from '../layout.schema';
import { arenaLayout, hallLayout, stadiumLayout } from './index';

const halls: [string, () => LayoutDocument, number][] = [
  ['hall', hallLayout, 480],
  ['arena', arenaLayout, 12_000],
  ['stadium', stadiumLayout, 50_000],
];

describe.each(halls)('the generated %s', (_name, generate, seatCount) => {
  const layout = generate();

  it('is a valid layout document with exactly its seats', () => {
    expect(layoutDocumentSchema.parse(layout)).toEqual(layout);
    expect(countSeats(layout)).toBe(seatCount);
  });

  it('keeps any two seats at least half a metre apart', () => {
    expect(nearestPair(layout)).toBeGreaterThanOrEqual(5);
  });

  it('keeps every seat inside the outline of its section', () => {
    const outside = layout.sections.flatMap((section) =>
      section.rows.flatMap((row) =>
        row.xs.filter((x, i) => !contains(section.outline, x, row.ys[i]!)),
      ),
    );
    expect(outside).toEqual([]);
  });

  it('stays on its plane and gives no seat to the stage', () => {
    for (const { rows } of layout.sections)
      for (const { xs, ys } of rows)
        xs.forEach((x, i) => {
          expect(x > 0 && x < layout.width && ys[i]! > 0 && ys[i]! < layout.height).toBe(true);
          expect(contains(layout.stage.outline, x, ys[i]!)).toBe(false);
        });
  });

  it('sells every grade, the best ones nearest to the stage', () => {
    const near = grades.map((grade) => {
      const graded = layout.sections.filter((section) => section.grade === grade);
      return graded.reduce((sum, { rows }) => sum + rows[0]!.ys[0]!, 0) / graded.length;
    });
    expect(near[0]).toBeLessThan(near[3]!);
    expect(near.every(Number.isFinite)).toBe(true);
  });
});

describe('findSeatPlace', () => {
  const layout = arenaLayout();

  it('names section, row and number of any seat', () => {
    expect(describeSeat(0)).toBe('A1 1 1');
    const section = layout.sections[30]!;
    expect(describeSeat(section.firstSeat)).toBe(`${section.name} 1 1`);
    const last = section.rows.at(-1)!;
    const lastSeat = section.firstSeat + section.seatCount - 1;
    expect(describeSeat(lastSeat)).toBe(`${section.name} ${last.name} ${last.xs.length}`);
  });

  it('knows no seat outside the layout', () => {
    for (const seat of [-1, 12_000, 0.5, Number.NaN])
      expect(findSeatPlace(layout, seat)).toBeNull();
  });

  function describeSeat(seat: number): string {
    const place = findSeatPlace(layout, seat)!;
    return `${place.section.name} ${place.row.name} ${place.number}`;
  }
});

describe('layoutDocumentSchema', () => {
  it.each<[string, (layout: LayoutDocument) => void]>([
    ['a gap in the numbering', (layout) => (layout.sections[1]!.rows[0]!.firstSeat += 1)],
    ['a wrong seat count', (layout) => (layout.sections[0]!.seatCount -= 1)],
    ['a section on no floor', (layout) => (layout.sections[0]!.floorId = 'roof')],
    ['two sections of one id', (layout) => (layout.sections[1]!.id = layout.sections[0]!.id)],
    ['a row with more xs than ys', (layout) => layout.sections[0]!.rows[0]!.xs.push(1)],
  ])('refuses %s', (_fault, spoil) => {
    const layout = hallLayout();
    spoil(layout);
    expect(layoutDocumentSchema.safeParse(layout).success).toBe(false);
  });
});

it('generates the stadium in under 300 ms of processor time', () => {
  stadiumLayout();
  const before = process.cpuUsage();
  stadiumLayout();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(300);
});

function nearestPair(layout: LayoutDocument): number {
  const cell = 8;
  const grid = new Map<string, [number, number][]>();
  let nearest = Infinity;
  for (const { rows } of layout.sections)
    for (const { xs, ys } of rows)
      xs.forEach((x, i) => {
        const y = ys[i]!;
        const [column, line] = [Math.floor(x / cell), Math.floor(y / cell)];
        for (let dx = -1; dx <= 1; dx++)
          for (let dy = -1; dy <= 1; dy++)
            for (const [otherX, otherY] of grid.get(`${column + dx},${line + dy}`) ?? [])
              nearest = Math.min(nearest, Math.hypot(x - otherX, y - otherY));
        const key = `${column},${line}`;
        grid.set(key, [...(grid.get(key) ?? []), [x, y]]);
      });
  return nearest;
}

function contains(polygon: number[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [polygon[i]!, polygon[i + 1]!, polygon[j]!, polygon[j + 1]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
