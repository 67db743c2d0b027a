import { mintFans } from '../people';
import { makeSale, visitsTo } from '../sale';
import { stepNames } from '../report/run.schema';
import {
  atLeast,
  atMost,
  type PhaseResult,
  type Simulation,
  type Stage,
  type Threshold,
} from '../simulation';
import { playJourney } from './journey';
import { playOrders } from './orders';

/** Everything once, in half a minute: whether the site and the simulations work at all. */
export const smoke: Simulation = {
  about: 'every journey once, half a minute',
  async play(stage) {
    const { fans = 40, seats = 100, rate = 1_700, capacity = 2_000, lobby = 12 } = stage.options;
    const journey = await playJourney(stage, {
      ...{ name: 'journey', fans, seats, rate, capacity, lobbyS: lobby },
      think: stage.options.think ?? 0.05,
      curve: { inLobby: 0.5, atOpening: 0.5, rushS: 2 },
      // Of forty people nobody might; here it is about everything being done once.
      habits: { cancels: 0.2, leaves: 0.1 },
    });
    const outcomes = { ...stage.outcomes() };
    const parts = [journey, ...(await lookAround(stage)), ...(await buyAround(stage))];
    const errors = parts.reduce((sum, part) => sum + part.errors, 0);
    return [
      atMost('errors', errors, 0),
      atMost('people let down', outcomes['failed'] ?? 0, 0),
      atMost('people refused', outcomes['refused'] ?? 0, 0),
      atLeast('tickets', outcomes['ticket'] ?? 0, 1),
      ...notDone(parts),
    ];
  },
};

/** Steps that nobody took: whatever else went well, they were not seen to work. */
export const notDone = (parts: Pick<PhaseResult, 'steps'>[]): Threshold[] =>
  stepNames
    .filter((name) => !parts.some(({ steps }) => (steps[name]?.count ?? 0) > 0))
    .map((name) => ({ name: `${name}: nobody did it`, ok: false }));

/** The profiles of people who are inside already. */
async function buyAround(stage: Stage): Promise<PhaseResult[]> {
  const results: PhaseResult[] = [];
  for (const visit of ['browse', 'order'] as const)
    results.push(
      await playOrders(stage, visit, {
        ...{ visit, arrivals: 'rate', from: 10, stages: [{ target: 10, seconds: 1 }] },
        buyers: 10,
      }),
    );
  return results;
}

const visits = ['look', 'wallet', 'charge', 'arrive'] as const;

async function lookAround(stage: Stage): Promise<PhaseResult[]> {
  const people = await mintFans(10);
  const sale = await makeSale({ seats: 100 });
  const results: PhaseResult[] = [];
  for (const visit of visits)
    results.push(
      await stage.phase(visit, {
        ...{ ...visitsTo(sale), visit, arrivals: 'rate', visitorsMax: 100 },
        ...{ from: 10, stages: [{ target: 10, seconds: 1 }], people, once: false },
      }),
    );
  return results;
}
