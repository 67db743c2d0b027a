import { auditDraws, drainLineEvents } from '@/server/waiting-room';
import { checks, findViolations } from './checks.store';
import { listLinesWithEvents, readLineEvents, readNumbers } from './line-events.store';
import { LineReplay, type LineViolation } from './line-replay';
import { findFreeLookingSeats } from './seat-map';

/** The invariants of DESIGN.md in a few words each. */
export const invariants: Record<number, string> = {
  1: 'a seat is in one live reservation at most',
  2: 'every won is accounted for',
  3: 'a command sent twice happens once',
  4: 'who holds has a pass, who pays has a reservation',
  5: 'capacity, rate and order of the line are kept',
  6: 'an account has one place in a line',
  7: 'nothing paid is lost',
  8: 'nobody has more seats than one person may',
};

export type Finding = { finds: string; count: number; examples: unknown[] };
export type AuditResult = {
  invariant: number;
  says: string;
  violations: number;
  findings: Finding[];
};

type Found = Finding & { invariant: number };

const examplesMax = 3;

/**
 * Checks every invariant on the live database and, where they speak of it, on Redis. Reads each check in one
 * statement, so that what is being bought meanwhile is seen whole or not at all. First drains the lines' streams
 * into Postgres, as the worker would a moment later.
 */
export async function auditAll(): Promise<AuditResult[]> {
  await drainLineEvents();
  const found = [
    ...(await runChecks()),
    ...(await checkSeatMap()),
    ...(await replayLines()),
    ...(await checkDraws()),
  ];
  return Object.entries(invariants).map(([number, says]) => {
    const findings = found.filter(({ invariant }) => invariant === Number(number));
    const violations = findings.reduce((sum, { count }) => sum + count, 0);
    return { invariant: Number(number), says, violations, findings };
  });
}

async function runChecks(): Promise<Found[]> {
  const found: Found[] = [];
  for (const check of checks) {
    const { count, examples } = await findViolations(check);
    if (count > 0) found.push({ invariant: check.invariant, finds: check.finds, count, examples });
  }
  return found;
}

/** The order of a line is its draw's: seed, list, beacon, key and every number, as anybody would check them. */
async function checkDraws(): Promise<Found[]> {
  const wrong = await auditDraws();
  const finds = 'a draw that does not hold';
  const examples = wrong.slice(0, examplesMax);
  return wrong.length > 0 ? [{ invariant: 5, finds, count: wrong.length, examples }] : [];
}

async function checkSeatMap(): Promise<Found[]> {
  const seats = await findFreeLookingSeats();
  const finds = 'a seat that is somebody’s and that the map shows as nobody’s';
  const examples = seats.slice(0, examplesMax);
  return seats.length > 0 ? [{ invariant: 1, finds, count: seats.length, examples }] : [];
}

async function replayLines(): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const scheduleId of await listLinesWithEvents()) {
    const replay = new LineReplay(await readNumbers(scheduleId));
    for await (const event of readLineEvents(scheduleId)) replay.apply(event);
    for (const violation of replay.violations) tally(found, violation);
  }
  return [...found.values()];
}

function tally(found: Map<string, Found>, { invariant, finds, example }: LineViolation): void {
  const known = found.get(finds) ?? { invariant, finds, count: 0, examples: [] };
  known.count++;
  if (known.examples.length < examplesMax) known.examples.push(example);
  found.set(finds, known);
}
