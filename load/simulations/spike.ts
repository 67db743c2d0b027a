import { mintTokens } from '../people';
import { makeSale, visitsTo } from '../sale';
import { atLeast, atMost, availability, below, type Simulation } from '../simulation';
import { visitorsMax } from './orders';

/** People a second who arrive: the list, the concert, the line. Ten times as many within two seconds, and back. */
export const spike: Simulation = {
  about: 'ten times the load within two seconds, and back',
  async play(stage) {
    const { quick } = stage.options;
    const base = quick ? 10 : 50;
    const holdS = quick ? 3 : 20;
    const sale = await makeSale({ seats: 12_000, capacity: 1 });
    stage.watch(sale);
    stage.set({ base, times: 10 });
    const play = (name: string, target: number) =>
      stage.phase(name, {
        ...{ ...visitsTo(sale), visit: 'arrive', arrivals: 'rate', visitorsMax },
        from: base,
        stages: [
          { target, seconds: 2 },
          { target, seconds: holdS },
        ],
        ...{ people: mintTokens(base * 10 * (holdS + 2)), once: true },
      });
    const before = await play('before', base);
    const during = await play('spike', base * 10);
    const after = await play('after', base);
    const p99 = Math.max(...Object.values(after.steps).map((each) => each.p99));
    return [
      atLeast('availability, %', availability([before, during, after]), 99.9),
      atMost('dropped', before.dropped + during.dropped + after.dropped, 0),
      below('p99 behind the spike, ms', p99, 500),
    ];
  },
};
