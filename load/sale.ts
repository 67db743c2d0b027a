import type { ScheduleInput } from '@/server/schedules/schedules.schema';
import { prepareSeats } from '@/server/seats';
import { aConcert, aLayout, anOrganiser, aSchedule } from '@/server/testing';
import { arenaLayout, hallLayout, stadiumLayout } from '@/server/venues';
import {
  countSeats,
  grades as allGrades,
  type LayoutDocument,
} from '@/server/venues/layout.schema';

/** The smallest of these that has enough seats; what is too many is blocked. */
const halls = [hallLayout, arenaLayout, stadiumLayout];

export const seatsMax = countSeats(stadiumLayout());

export type Sale = {
  scheduleIds: string[];
  concertId: string;
  grades: string[];
  seats: number;
};

type SaleTerms = Partial<ScheduleInput> & {
  seats: number;
  schedules?: number;
  /** Every seat is an R seat, so that whoever takes the best there are can have any. */
  oneGrade?: boolean;
};

/** A concert with so many schedules of so many seats each, at 50,000 won a seat. */
export async function makeSale({
  seats,
  schedules = 1,
  oneGrade = false,
  ...terms
}: SaleTerms): Promise<Sale> {
  const hall = halls.map((each) => each()).find((each) => countSeats(each) >= seats)!;
  const document = oneGrade ? allOfOneGrade(hall) : hall;
  const layout = await aLayout(document);
  const organiser = await anOrganiser();
  const { id: concertId } = await aConcert({ organiser });
  const grades = allGrades.filter((grade) =>
    document.sections.some((section) => section.grade === grade),
  );
  const blockedSeats = Array.from({ length: countSeats(document) - seats }, (_, n) => seats + n);
  const prices = grades.map((grade) => ({ grade, price: 50_000 }));
  const scheduleIds: string[] = [];
  for (let made = 0; made < schedules; made++) {
    const times = { startsAt: new Date(Date.now() + (2 + made) * 86_400_000) };
    const given = { organiser, layout, concertId, prices, blockedSeats, ...times, ...terms };
    const { id } = await aSchedule(given);
    await prepareSeats(id);
    scheduleIds.push(id);
  }
  return { scheduleIds, concertId, grades, seats };
}

const allOfOneGrade = ({ sections, ...document }: LayoutDocument): LayoutDocument => ({
  ...document,
  sections: sections.map((section) => ({ ...section, grade: 'R' as const })),
});

/** What visits to a sale are told of it. */
export const visitsTo = ({ scheduleIds, concertId, grades }: Sale) => ({
  kind: 'visits' as const,
  ...{ scheduleIds, concertId, grade: grades[0]! },
});
