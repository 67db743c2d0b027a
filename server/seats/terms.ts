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
export type SaleTerms = Omit<TermsRow, 'layoutId'> & { layout: SaleLayout };

/** Terms change rarely, and Postgres has the last word on prices and limits: a process may be this much behind. */
const keptMs = 2_000;
const keptMax = 1_000;
const kept = new Map<string, { until: number; terms: Promise<SaleTerms | null> }>();
const layouts = new WeakMap<LayoutDocument, SaleLayout>();

/** The terms of a schedule, null when there is none. Kept for two seconds a process, one load at a time. */
export function findTerms(scheduleId: string): Promise<SaleTerms | null> {
  const known = kept.get(scheduleId);
  if (known && known.until > Date.now()) return known.terms;
  const terms = loadTerms(scheduleId);
  if (kept.size >= keptMax) kept.clear();
  kept.set(scheduleId, { until: Date.now() + keptMs, terms });
  terms.catch(() => kept.delete(scheduleId));
  return terms;
}

export function forgetTerms(scheduleId: string): void {
  kept.delete(scheduleId);
}

async function loadTerms(scheduleId: string): Promise<SaleTerms | null> {
  const row = await selectTerms(scheduleId);
  const document = row && (await findLayout(row.layoutId));
  if (!row || !document) return null;
  const { layoutId, ...terms } = row;
  return { ...terms, layout: deriveLayout(layoutId, document) };
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
