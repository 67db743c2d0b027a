import type { LayoutDocument } from '../layout.schema';
import { standSections, tierDepth } from './bowl';
import { floorSections } from './floor';
import { drawLayout } from './plan';

const lowerRows = 14;
const concourse = 26;

/** A 12,000-seat arena: blocks on the flat floor, and two tiers around it. */
export function arenaLayout(): LayoutDocument {
  const bowl = {
    halfWidth: 290,
    sideRadius: 1_100,
    cornerRadius: 190,
    sideAngle: 0.25,
    endAngle: 0.42,
    sections: { side: 5, corner: 3, end: 3 },
  };
  return drawLayout({
    seatCount: 12_000,
    stage: {
      outline: [
        [-190, -330],
        [190, -330],
        [190, -235],
        [30, -235],
        [30, -170],
        [-30, -170],
        [-30, -235],
        [-190, -235],
      ],
      label: { ko: '무대', en: 'Stage' },
    },
    floors: [
      { id: 'F', name: { ko: '플로어', en: 'Floor' } },
      { id: '1', name: { ko: '1층', en: 'Lower tier' } },
      { id: '2', name: { ko: '2층', en: 'Upper tier' } },
    ],
    sections: [
      ...floorSections({
        floorId: 'F',
        top: -140,
        across: 5,
        deep: 4,
        columns: 16,
        rows: 12,
        aisle: 18,
      }),
      ...standSections(bowl, [
        { floorId: '1', firstName: 101, offset: 0, rows: lowerRows, lift: 40, aisle: 15 },
        {
          floorId: '2',
          firstName: 201,
          offset: tierDepth(lowerRows, concourse),
          rows: 11,
          lift: 160,
          aisle: 15,
        },
      ]),
    ],
  });
}
