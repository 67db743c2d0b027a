import type { Account } from '@/server/platform/actor';
import {
  arenaLayout,
  createLayout,
  createVenue,
  hallLayout,
  listVenues,
  stadiumLayout,
} from '@/server/venues';

const venues = {
  hall: {
    name: { ko: '소리마루 홀', en: 'Sorimaru Hall' },
    address: { ko: '서울 마포구 물결로 12', en: '12 Mulgyeol-ro, Mapo-gu, Seoul' },
    draw: hallLayout,
  },
  arena: {
    name: { ko: '한빛 아레나', en: 'Hanbit Arena' },
    address: { ko: '인천 연수구 등대대로 300', en: '300 Deungdae-daero, Yeonsu-gu, Incheon' },
    draw: arenaLayout,
  },
  stadium: {
    name: { ko: '새벽 스타디움', en: 'Saebyeok Stadium' },
    address: { ko: '경기 고양시 별마루로 1', en: '1 Byeolmaru-ro, Goyang, Gyeonggi' },
    draw: stadiumLayout,
  },
};

export type VenueKey = keyof typeof venues;

/** The newest layout of each hall; a hall is known by its name. */
export async function seedVenues(admin: Account): Promise<Record<VenueKey, string>> {
  const known = await listVenues();
  const layouts: Partial<Record<VenueKey, string>> = {};
  for (const key of Object.keys(venues) as VenueKey[]) {
    const { name, address, draw } = venues[key];
    const venue = known.find((one) => one.name.en === name.en);
    const venueId = venue?.id ?? (await createVenue(admin, { name, address }));
    layouts[key] =
      venue?.layouts[0]?.id ?? (await createLayout(admin, { venueId, document: draw() })).id;
  }
  return layouts as Record<VenueKey, string>;
}
