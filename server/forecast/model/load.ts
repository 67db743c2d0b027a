import type { Scenario } from '../forecast.schema';
import { arrivalsOf } from './arrivals';
import {
  capacities,
  type Capacity,
  isOfOneServer,
  plannedShare,
  plannedSockets,
  type Unit,
} from './capacities';
import type { SaleOutcome } from './sale';

/** Whoever was drawn asks for their number within this time of the draw (`realtime/page/main.ts`). */
const drawnAskWithinMs = 1_500;

export type Load = Record<Unit, number>;

/** One part under one kind of load: the peak, and how many processes that takes. */
export type Need = Capacity & {
  peak: number;
  needed: number;
  /** For how long one server, which cannot be several, has more to do than it can. */
  behindMs: number;
};

/** The most of each kind, in one second of one seed's sale. */
export function loadOf(scenario: Scenario, { tally, drawn }: SaleOutcome): Load {
  return {
    sockets: tally.peakPresent,
    joins: peakJoins(scenario),
    looks: Math.round((drawn / drawnAskWithinMs) * 1_000),
    entries: tally.entries.most,
    orders: tally.orders.most,
  };
}

/** Every curve is at its most around the opening. */
function peakJoins(scenario: Scenario): number {
  const { fans, lobbyShare, lobbyMs } = scenario;
  const { lobbyBy, afterBy } = arrivalsOf(scenario);
  const lobby = lobbyMs === 0 ? 1 : lobbyBy(0) - lobbyBy(-1_000);
  return Math.round(fans * Math.max(lobbyShare * lobby, (1 - lobbyShare) * afterBy(1_000)));
}

export function needsOf(load: Load): Need[] {
  return capacities.map((capacity) => {
    const { part, unit, most } = capacity;
    const peak = load[unit];
    const planned = most * (unit === 'sockets' ? plannedSockets : plannedShare);
    const isOne = isOfOneServer(part);
    const burstMs = unit === 'looks' ? drawnAskWithinMs : 1_000;
    const behindMs = isOne ? Math.max(0, Math.round((peak / most) * burstMs - burstMs)) : 0;
    return {
      ...capacity,
      peak,
      behindMs,
      needed: isOne ? 1 : Math.max(1, Math.ceil(peak / planned)),
    };
  });
}
