import {
  type Bound,
  bounds,
  type Fate,
  fates,
  type ForecastRun,
  type Scenario,
  type Spread,
} from './forecast.schema';
import { crowdOf } from './model/crowd';
import { type Load, loadOf, type Need, needsOf } from './model/load';
import { units } from './model/capacities';
import { diceOf } from './model/random';
import { newStage, Sale, type SaleOutcome } from './model/sale';
import type { Point } from './model/tally';

/** What is to be expected of a sale. Durations are ms, instants ms from the opening. */
export type Forecast = {
  scenario: Scenario;
  run: ForecastRun;
  /** The share of seeds in which every seat was paid for. */
  soldOutShare: number;
  /** When first no seat was free, and when the last was paid: of the seeds in which it came to that, else null. */
  emptiedMs: Spread | null;
  sellOutMs: Spread | null;
  /** From the opening, or joining later, to being inside: of those who came in. */
  wait: Record<'medianMs' | 'p95Ms' | 'longestMs', Spread> | null;
  entered: Spread;
  seatsSold: Spread;
  fates: Record<Fate, Spread>;
  /** Everybody without a ticket. */
  emptyHanded: Spread;
  bound: Bound;
  peaks: Record<keyof Load, Spread>;
  /** For the peaks that one seed in twenty passes. */
  needs: Need[];
  /** Of each seed, in order: for drawing how far they differ. */
  seeds: { emptiedMs: number[]; waitMedianMs: number[] };
  /** How the sale of the middle seed goes. */
  series: Point[];
};

type SeedOutcome = {
  sale: SaleOutcome;
  load: Load;
  waits: Record<'medianMs' | 'p95Ms' | 'longestMs', number> | null;
};

/**
 * Runs every seed's sale. Pure: the same scenario and run give the same forecast. `told` hears how many are done; when
 * it answers false no more are run, and the forecast is of those.
 */
export function forecast(
  scenario: Scenario,
  run: ForecastRun,
  told: (done: number) => boolean = () => true,
): Forecast {
  const stage = newStage();
  const outcomes: SeedOutcome[] = [];
  do {
    const dice = diceOf(run.seed + outcomes.length);
    const crowd = crowdOf(scenario, dice);
    const sale = new Sale(crowd, dice, stage).run();
    outcomes.push({ sale, load: loadOf(crowd, sale), waits: waitsOf(sale) });
  } while (told(outcomes.length) && outcomes.length < run.seeds);
  return { scenario, run: { ...run, seeds: outcomes.length }, ...summaryOf(outcomes, scenario) };
}

function waitsOf({ tally }: SaleOutcome): SeedOutcome['waits'] {
  const [medianMs, p95Ms] = [tally.waitMs(0.5), tally.waitMs(0.95)];
  return medianMs === null || p95Ms === null
    ? null
    : { medianMs, p95Ms, longestMs: tally.longestMs };
}

function summaryOf(outcomes: SeedOutcome[], { fans }: Scenario) {
  const over = (read: (outcome: SeedOutcome) => number | null): number[] =>
    outcomes.map(read).filter((value) => value !== null);
  const spread = (read: (outcome: SeedOutcome) => number) => spreadOf(over(read))!;
  const emptied = over(({ sale }) => sale.emptiedMs);
  const soldOut = over(({ sale }) => sale.sellOutMs);
  const peaks = Object.fromEntries(
    units.map((unit) => [unit, spread(({ load }) => load[unit])]),
  ) as Record<keyof Load, Spread>;
  const high = Object.fromEntries(units.map((unit) => [unit, peaks[unit].p95])) as Load;
  const perFate = fates.map((fate) => [fate, spread(({ sale }) => sale.fates[fate])] as const);
  return {
    soldOutShare: soldOut.length / outcomes.length,
    emptiedMs: spreadOf(emptied),
    sellOutMs: spreadOf(soldOut),
    wait: waitSpreads(outcomes),
    entered: spread(({ sale }) => sale.tally.entries.total),
    seatsSold: spread(({ sale }) => sale.seatsSold),
    fates: Object.fromEntries(perFate) as Record<Fate, Spread>,
    emptyHanded: spread(({ sale }) => fans - sale.fates.ticket),
    bound: mostOften(outcomes.map(({ sale }) => sale.bound)),
    peaks,
    needs: needsOf(high),
    seeds: { emptiedMs: emptied, waitMedianMs: over(({ waits }) => waits?.medianMs ?? null) },
    series: middleOf(outcomes).sale.tally.series,
  };
}

function waitSpreads(outcomes: SeedOutcome[]): Forecast['wait'] {
  const waits = outcomes.flatMap((outcome) => outcome.waits ?? []);
  const of = (name: 'medianMs' | 'p95Ms' | 'longestMs') =>
    spreadOf(waits.map((each) => each[name]));
  const [medianMs, p95Ms, longestMs] = [of('medianMs'), of('p95Ms'), of('longestMs')];
  return medianMs && p95Ms && longestMs && { medianMs, p95Ms, longestMs };
}

/** The sale that more of the others are below and above alike, by when no seat was free, or by the seats it sold. */
function middleOf(outcomes: SeedOutcome[]): SeedOutcome {
  const rank = ({ sale }: SeedOutcome) => sale.emptiedMs ?? 1e9 - sale.seatsSold;
  return outcomes.toSorted((a, b) => rank(a) - rank(b))[Math.floor((outcomes.length - 1) / 2)]!;
}

function mostOften(all: Bound[]): Bound {
  const count = (bound: Bound) => all.filter((each) => each === bound).length;
  return bounds.toSorted((a, b) => count(b) - count(a))[0]!;
}

export function spreadOf(values: number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}
