import { grades, type Grade, type LayoutDocument } from '@/server/venues/layout.schema';
import { countSeats } from '@/server/venues/layout.schema';
import { findLayout } from '@/server/venues';
import { selectTerms, type TermsRow } from './seats.store';

/** A layout with what is derived from it once: how many seats, and each seat's grade as an index into `grades`. */
export type SaleLayout = {
  id: string;
  document: LayoutDocument;
  seatCount: number;
  gradeOf: Uint8Array;
};

/** On what terms a schedule's seats are sold. */
export type SaleTerms = Omit<TermsRow, 'layoutId'> & {
  layout: SaleLayout;
  /** When they were asked for, by this process's clock: no change from before is missing. */
  readAt: Date;
};

/** Terms change rarely, and Postgres has the last word on prices and limits: they are asked again after this long. */
const keptMs = 2_000;
/** While they are asked again the old ones serve, so that no hold waits for Postgres: a process may be this much behind. */
const servesMs = 4_000;
const keptMax = 1_000;
type Kept = { askAt: number; servesUntil: number; terms: Promise<SaleTerms | null> };
const kept = new Map<string, Kept>();
const layouts = new WeakMap<LayoutDocument, SaleLayout>();

/** The terms of a schedule, null when there is none. Kept for some seconds a process, one load at a time. */
export function findTerms(scheduleId: string): Promise<SaleTerms | null> {
  const now = Date.now();
  const known = kept.get(scheduleId);
  if (!known || known.servesUntil <= now) return keep(scheduleId, loadTerms(scheduleId));
  if (known.askAt <= now) {
    known.askAt = now + keptMs;
    const asked = loadTerms(scheduleId);
    const keepUnlessForgotten = () => {
      if (kept.get(scheduleId) === known) void keep(scheduleId, asked);
    };
    asked.then(keepUnlessForgotten, () => undefined);
  }
  return known.terms;
}

function keep(scheduleId: string, terms: Promise<SaleTerms | null>): Promise<SaleTerms | null> {
  const now = Date.now();
  if (kept.size >= keptMax) kept.clear();
  kept.set(scheduleId, { askAt: now + keptMs, servesUntil: now + servesMs, terms });
  terms.catch(() => kept.delete(scheduleId));
  return terms;
}

/**
 * The terms on which an open sale sells. What is blocked, and what a seat costs, may change up to the opening: those
 * that were read before it are asked for again.
 */
export async function findOpenTerms(scheduleId: string): Promise<SaleTerms | null> {
  const asked = findTerms(scheduleId);
  const terms = await asked;
  const isEarly = terms && terms.readAt < terms.opensAt && terms.opensAt <= new Date();
  if (!isEarly) return terms;
  if (kept.get(scheduleId)?.terms === asked) forgetTerms(scheduleId);
  return findTerms(scheduleId);
}

export function forgetTerms(scheduleId: string): void {
  kept.delete(scheduleId);
}

async function loadTerms(scheduleId: string): Promise<SaleTerms | null> {
  const readAt = new Date();
  const row = await selectTerms(scheduleId);
  const document = row && (await findLayout(row.layoutId));
  if (!row || !document) return null;
  const { layoutId, ...terms } = row;
  return { ...terms, readAt, layout: deriveLayout(layoutId, document) };
}

function deriveLayout(id: string, document: LayoutDocument): SaleLayout {
  const known = layouts.get(document);
  if (known) return known;
  const seatCount = countSeats(document);
  const gradeOf = new Uint8Array(seatCount);
  for (const { firstSeat, seatCount: seats, grade } of document.sections) {
    gradeOf.fill(grades.indexOf(grade), firstSeat, firstSeat + seats);
  }
  const layout = { id, document, seatCount, gradeOf };
  layouts.set(document, layout);
  return layout;
}

export function gradeOfSeat(layout: SaleLayout, seatId: number): Grade {
  return grades[layout.gradeOf[seatId]!]!;
}
