import type { LayoutDocument } from '../layout.schema';
import { standSections, tierDepth } from './bowl';
import { floorSections } from './floor';
import { drawLayout } from './plan';

const rows = { lower: 22, club: 12, upper: 26 };
const concourse = 30;
const clubOffset = tierDepth(rows.lower, concourse);
const upperOffset = clubOffset + tierDepth(rows.club, concourse);
const aisle = 15;

/** A 50,000-seat stadium: a covered pitch before the stage, and three curved tiers. */
export function stadiumLayout(): LayoutDocument {
  const bowl = {
    halfWidth: 470,
    sideRadius: 1_600,
    cornerRadius: 250,
    sideAngle: 0.305,
    endAngle: 0.35,
    sections: { side: 9, corner: 5, end: 6 },
  };
  return drawLayout({
    seatCount: 50_000,
    stage: {
      outline: [
        [-300, -560],
        [300, -560],
        [300, -420],
        [40, -420],
        [40, -330],
        [-40, -330],
        [-40, -420],
        [-300, -420],
      ],
      label: { ko: '무대', en: 'Stage' },
    },
    floors: [
      { id: 'F', name: { ko: '그라운드', en: 'Pitch' } },
      { id: '1', name: { ko: '1층', en: 'Lower tier' } },
      { id: '2', name: { ko: '2층', en: 'Club tier' } },
      { id: '3', name: { ko: '3층', en: 'Upper tier' } },
    ],
    sections: [
      ...floorSections({
        floorId: 'F',
        top: -290,
        across: 6,
        deep: 4,
        columns: 20,
        rows: 24,
        aisle: 24,
      }),
      ...standSections(bowl, [
        { floorId: '1', firstName: 101, offset: 0, rows: rows.lower, lift: 60, aisle },
        { floorId: '2', firstName: 201, offset: clubOffset, rows: rows.club, lift: 160, aisle },
        { floorId: '3', firstName: 301, offset: upperOffset, rows: rows.upper, lift: 320, aisle },
      ]),
    ],
  });
}
