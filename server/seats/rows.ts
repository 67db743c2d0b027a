import type { Grade, LayoutDocument } from '@/server/venues/layout.schema';

type Row = {
  section: number;
  sectionSeats: number;
  offset: number;
  seats: number;
  axis: number;
  cost: number;
};

/**
 * A layout's rows by grade, best first, packed as the script `choose-best` reads them: 12 bytes a row, big endian
 * (section's first seat 4, its seats 2, row's offset in it 2, row's seats 2, the row's seat nearest the axis 2).
 * Best is nearest to the stage's front, and of two as near the one nearer to the stage's axis.
 */
export function packRows(layout: { document: LayoutDocument }): Map<Grade, Buffer> {
  const { sections, stage } = layout.document;
  const stageX = middle(stage.outline.filter((_, i) => i % 2 === 0));
  const stageY = Math.max(...stage.outline.filter((_, i) => i % 2 === 1));
  const byGrade = new Map<Grade, Row[]>();
  for (const section of sections) {
    const rows = byGrade.get(section.grade) ?? [];
    byGrade.set(section.grade, rows);
    for (const row of section.rows) {
      const { axis, distance } = nearest(row.xs, row.ys, stageX, stageY);
      rows.push({
        section: section.firstSeat,
        sectionSeats: section.seatCount,
        offset: row.firstSeat - section.firstSeat,
        seats: row.xs.length,
        axis,
        cost: distance,
      });
    }
  }
  return new Map([...byGrade].map(([grade, rows]) => [grade, pack(rows)]));
}

const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;

/** The row's seat nearest to the point, and how far it is. */
function nearest(xs: number[], ys: number[], x: number, y: number) {
  let axis = 0;
  let distance = Infinity;
  for (let i = 0; i < xs.length; i++) {
    const away = Math.hypot(xs[i]! - x, ys[i]! - y);
    if (away < distance) [axis, distance] = [i, away];
  }
  return { axis, distance };
}

function pack(rows: Row[]): Buffer {
  const packed = Buffer.alloc(rows.length * 12);
  for (const [i, row] of rows.toSorted((a, b) => a.cost - b.cost).entries()) {
    const at = i * 12;
    packed.writeUInt32BE(row.section, at);
    packed.writeUInt16BE(row.sectionSeats, at + 4);
    packed.writeUInt16BE(row.offset, at + 6);
    packed.writeUInt16BE(row.seats, at + 8);
    packed.writeUInt16BE(row.axis, at + 10);
  }
  return packed;
}
