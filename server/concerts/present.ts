import type { AdminConcert, Concert } from './concerts.schema';
import type { ConcertRow } from './concerts.store';

const iso = (time: Date | null) => time && time.toISOString();
const won = (amount: bigint | null) => (amount === null ? null : Number(amount));

/** The fields that go out, as the public sees them. */
export function presentConcert(row: ConcertRow): Concert {
  return {
    id: row.id,
    title: { ko: row.titleKo, en: row.titleEn },
    artist: { ko: row.artistKo, en: row.artistEn },
    description: { ko: row.descriptionKo, en: row.descriptionEn },
    posterSeed: row.posterSeed,
    ageLimit: row.ageLimit,
    runningMinutes: row.runningMinutes,
    publishedAt: iso(row.publishedAt),
    scheduleCount: row.scheduleCount,
    venues: row.venues ?? [],
    firstStartsAt: iso(row.firstStartsAt),
    lastStartsAt: iso(row.lastStartsAt),
    priceMin: won(row.priceMin),
    priceMax: won(row.priceMax),
    nextSale: row.nextScheduleId
      ? {
          scheduleId: row.nextScheduleId,
          startsAt: row.nextStartsAt!.toISOString(),
          lobbyOpensAt: row.nextLobbyOpensAt!.toISOString(),
          opensAt: row.nextOpensAt!.toISOString(),
          closesAt: row.nextClosesAt!.toISOString(),
        }
      : null,
  };
}

export function presentAdminConcert(row: ConcertRow): AdminConcert {
  return {
    ...presentConcert(row),
    organiser: { id: row.organiserId, name: row.organiserName },
    createdAt: row.createdAt.toISOString(),
    soldSeats: row.soldSeats,
  };
}
