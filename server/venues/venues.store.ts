import { type Db, Prisma, prisma, violatedConstraint } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { type LayoutDocument, countSeats } from './layout.schema';
import type { LayoutSummary, Venue, VenueInput } from './venues.schema';

const venuesMax = 500;
const versionTriesMax = 5;

export async function insertVenue({ name, address }: VenueInput): Promise<string> {
  const { id } = await prisma.venue.create({
    data: {
      id: newId(),
      nameKo: name.ko,
      nameEn: name.en,
      addressKo: address.ko,
      addressEn: address.en,
    },
    select: { id: true },
  });
  return id;
}

/** The next version of a venue's layouts. Two at once both get one: the loser of a number asks again. */
export async function insertLayout(
  venueId: string,
  document: LayoutDocument,
): Promise<LayoutSummary> {
  for (let tries = 1; ; tries++) {
    const latest = await prisma.layout.aggregate({ where: { venueId }, _max: { version: true } });
    const version = (latest._max.version ?? 0) + 1;
    const data = { id: newId(), venueId, version, seatCount: countSeats(document), document };
    try {
      const { id, seatCount } = await prisma.layout.create({ data, omit: { document: true } });
      return { id, version, seatCount };
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'layouts_version_unique' && tries < versionTriesMax) continue;
      if (constraint?.includes('venue_id')) throw new Refusal('not_found');
      throw error;
    }
  }
}

export async function selectLayout(layoutId: string, db: Db = prisma) {
  const row = await db.layout.findUnique({ where: { id: layoutId }, select: { document: true } });
  return row ? (row.document as Prisma.JsonValue as LayoutDocument) : null;
}

export async function selectLayoutIdOfSchedule(scheduleId: string): Promise<string | null> {
  const schedule = await prisma.schedule.findUnique({
    where: { id: scheduleId, concert: { publishedAt: { not: null } } },
    select: { layoutId: true },
  });
  return schedule?.layoutId ?? null;
}

export async function selectVenues(): Promise<Venue[]> {
  const rows = await prisma.venue.findMany({
    orderBy: { nameKo: 'asc' },
    take: venuesMax,
    include: {
      layouts: {
        select: { id: true, version: true, seatCount: true },
        orderBy: { version: 'desc' },
      },
    },
  });
  return rows.map((row) => ({
    id: row.id,
    name: { ko: row.nameKo, en: row.nameEn },
    address: { ko: row.addressKo, en: row.addressEn },
    layouts: row.layouts,
  }));
}
