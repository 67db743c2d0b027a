import { mintFans } from '../people';
import { makeSale, visitsTo } from '../sale';
import { atMost, type PhaseResult, type Simulation, type Stage } from '../simulation';
import { playJourney } from './journey';

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
    const looks = await lookAround(stage);
    const failed = [journey, ...looks].reduce((sum, { errors }) => sum + errors, 0);
    return [
      atMost('errors', failed, 0),
      atMost('people let down', stage.outcomes()['failed'] ?? 0, 0),
    ];
  },
};

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
