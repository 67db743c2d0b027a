import type { Grade } from '@/server/venues/layout.schema';
import { byGrade } from './policy';
import type { AdminSchedule, Schedule, ScheduleDetail } from './schedules.schema';
import type { ScheduleRow } from './schedules.store';
import type { OrphanRule } from '@/server/seats/orphans.schema';
import type { SeatCounts, SeatsAwayMode } from '@/server/seats/seats.schema';

/** What a schedule is, without what its seats are doing: all of it may be kept for a while. */
export type ScheduleFacts = Omit<ScheduleDetail, 'grades' | 'seatCount' | 'seatsLeft'> & {
  published: boolean;
  prices: { grade: Grade; price: number }[];
};

export function presentFacts(row: ScheduleRow): ScheduleFacts {
  const { concert } = row;
  const { venue } = row.layout;
  return {
    id: row.id,
    concertId: row.concertId,
    layoutId: row.layoutId,
    venue: {
      id: venue.id,
      name: { ko: venue.nameKo, en: venue.nameEn },
      address: { ko: venue.addressKo, en: venue.addressEn },
    },
    startsAt: row.startsAt.toISOString(),
    lobbyOpensAt: new Date(row.opensAt.getTime() - row.lobbyMinutes * 60_000).toISOString(),
    opensAt: row.opensAt.toISOString(),
    closesAt: row.closesAt.toISOString(),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    paused: row.paused,
    seatsPerPersonMax: row.seatsPerPersonMax,
    holdSeconds: row.holdSeconds,
    passSeconds: row.passSeconds,
    reservationSeconds: row.reservationSeconds,
    requiresVerifiedEmail: row.requiresVerifiedEmail,
    requiresIdentity: row.requiresIdentity,
    seatsAwayMode: row.seatsAwayMode as SeatsAwayMode,
    orphanRule: row.orphanRule as OrphanRule,
    concert: {
      id: concert.id,
      title: { ko: concert.titleKo, en: concert.titleEn },
      artist: { ko: concert.artistKo, en: concert.artistEn },
      posterSeed: concert.posterSeed,
      ageLimit: concert.ageLimit,
      runningMinutes: concert.runningMinutes,
    },
    published: concert.publishedAt !== null,
    prices: row.schedulePrices.map(({ grade, price }) => ({
      grade: grade as Grade,
      price: Number(price),
    })),
  };
}

/** The schedule as it goes out, with its seats as they are now. */
export function presentSchedule(facts: ScheduleFacts, counts: SeatCounts[]): Schedule {
  const { concert: _concert, ...detail } = presentDetail(facts, counts);
  return detail;
}

export function presentDetail(facts: ScheduleFacts, counts: SeatCounts[]): ScheduleDetail {
  const { prices, published: _published, ...rest } = facts;
  const grades = byGrade(prices).map(({ grade, price }) => {
    const count = counts.find((one) => one.grade === grade);
    const seatsLeft = count?.available ?? 0;
    const taken = count ? count.held + count.reserving + count.sold : 0;
    return { grade, price, seatCount: seatsLeft + taken, seatsLeft };
  });
  return {
    ...rest,
    grades,
    seatCount: sum(grades, 'seatCount'),
    seatsLeft: sum(grades, 'seatsLeft'),
  };
}

const sum = (grades: Schedule['grades'], field: 'seatCount' | 'seatsLeft') =>
  grades.reduce((total, grade) => total + grade[field], 0);

export function presentAdminSchedule(
  row: ScheduleRow,
  counts: SeatCounts[],
  soldSeats: number,
): AdminSchedule {
  return {
    ...presentDetail(presentFacts(row), counts),
    lobbyMinutes: row.lobbyMinutes,
    admissionsPerMinute: row.admissionsPerMinute,
    autoRate: row.autoRate,
    capacity: row.capacity,
    presaleShare: row.presaleShare,
    blockedSeats: row.blockedSeats,
    soldSeats,
    createdAt: row.createdAt.toISOString(),
  };
}
