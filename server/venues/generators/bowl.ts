import type { SectionPlan } from './plan';
import { type Point, fan, range, rowPitch } from './shapes';

/**
 * Stands around a floor, open behind the stage. Their front edge is an oval of circular arcs that
 * meet with one tangent: two long sides, two corners, one end. So every row is a true parallel of
 * the front edge, and every section lies on a single arc.
 */
export type Bowl = {
  halfWidth: number;
  sideRadius: number;
  cornerRadius: number;
  /** Half the angle that a long side spans, and half the end's. */
  sideAngle: number;
  endAngle: number;
  /** Sections on a side, a corner and the end. */
  sections: { side: number; corner: number; end: number };
};
export type Tier = {
  floorId: string;
  /** The name of its first section; they count up from the stage's left, round the end. */
  firstName: number;
  /** From the oval to its first row. */
  offset: number;
  rows: number;
  lift: number;
  aisle: number;
};

type Arc = { centre: Point; radius: number; from: number; to: number; sections: number };

export function standSections(bowl: Bowl, tiers: Tier[]): SectionPlan[] {
  const arcs = bowlArcs(bowl);
  return tiers.flatMap((tier) => {
    const shapes = arcs.flatMap((arc) =>
      range(arc.sections).map((i) => {
        const share = (arc.to - arc.from) / arc.sections;
        const to = arc.to - i * share;
        const radius = arc.radius + tier.offset;
        const { rows, aisle } = tier;
        return fan({ centre: arc.centre, radius, rows, from: to - share, to, aisle });
      }),
    );
    return shapes.map((shape, i) => ({
      ...shape,
      name: String(tier.firstName + i),
      floorId: tier.floorId,
      lift: tier.lift,
    }));
  });
}

/** How far a tier reaches from the oval, with the concourse behind it. */
export function tierDepth(rows: number, concourse: number): number {
  return rows * rowPitch + concourse;
}

function bowlArcs(bowl: Bowl): Arc[] {
  const { halfWidth, sideRadius, cornerRadius, sideAngle, endAngle, sections } = bowl;
  const inset = sideRadius - cornerRadius;
  const cornerX = halfWidth - sideRadius + inset * Math.cos(sideAngle);
  const cornerY = inset * Math.sin(sideAngle);
  const endRadius = cornerRadius + cornerX / Math.sin(endAngle);
  const endY = cornerY + (cornerRadius - endRadius) * Math.cos(endAngle);
  const right = Math.PI / 2 - endAngle;
  const left = Math.PI / 2 + endAngle;
  const side = { radius: sideRadius, sections: sections.side };
  const corner = { radius: cornerRadius, sections: sections.corner };
  const west = Math.PI - sideAngle;
  return [
    { ...side, centre: [sideRadius - halfWidth, 0], from: west, to: Math.PI + sideAngle },
    { ...corner, centre: [-cornerX, cornerY], from: left, to: west },
    { radius: endRadius, sections: sections.end, centre: [0, endY], from: right, to: left },
    { ...corner, centre: [cornerX, cornerY], from: sideAngle, to: right },
    { ...side, centre: [halfWidth - sideRadius, 0], from: -sideAngle, to: sideAngle },
  ];
}
