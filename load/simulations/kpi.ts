import { atLeast, atMost, availability, type Simulation } from '../simulation';
import { meanOf } from '../waits';
import { playJourney } from './journey';
import { playOrders, warmUp } from './orders';

/** With fewer the cores have pauses between batches: bench:booking does 712/s with 96, 818 with these. */
const buyersAtOnce = 256;

/** Some leave in the lobby: of so many, ten thousand are there at once. */
const crowd = 10_100;

/** The mission's figures, each in the part that is about it. */
export const kpi: Simulation = {
  about: 'the mission’s figures: 10,000 people, then 60 s saturated, then 60 s at 500 orders/s',
  async play(stage) {
    const { quick, fans = quick ? 200 : crowd, seats = quick ? 240 : 12_000 } = stage.options;
    const seconds = quick ? 5 : 60;
    const perSecond = quick ? 100 : 500;
    const buyers = quick ? 5_000 : 50_000;
    const journey = await playJourney(stage, {
      ...{ name: 'journey', fans, seats, rate: stage.options.rate ?? 1_700 },
      ...{
        capacity: stage.options.capacity ?? 2_000,
        lobbyS: stage.options.lobby ?? (quick ? 15 : 90),
      },
      think: stage.options.think ?? (quick ? 0.1 : 1),
      // All of them are to be there at once, when it opens.
      curve: { inLobby: 1, atOpening: 0, rushS: 1 },
    });
    const peak = stage.peakAtOnce();
    const [saturatedStages, responseStages] = [buyersAtOnce, perSecond].map((target) => [
      { target, seconds },
    ]);
    await warmUp(stage);
    const saturated = await playOrders(stage, 'saturated', {
      ...{
        visit: 'order',
        arrivals: 'people',
        from: buyersAtOnce,
        stages: saturatedStages!,
        buyers,
      },
    });
    const response = await playOrders(stage, 'response', {
      ...{ visit: 'order', arrivals: 'rate', from: perSecond, stages: responseStages! },
      buyers: perSecond * seconds,
    });
    const means = [response.steps.reserve?.meanMs ?? 0, response.steps.pay?.meanMs ?? 0];
    return [
      atLeast('availability, %', availability([journey, saturated, response]), 99.99),
      atLeast('orders a second', saturated.whole / saturated.seconds, 1_500),
      atMost(`mean response of reserve at ${perSecond}/s, ms`, means[0]!, 50),
      atMost(`mean response of pay at ${perSecond}/s, ms`, means[1]!, 50),
      atMost(`dropped at ${perSecond}/s`, response.dropped, 0),
      atLeast('people at once', peak, Math.min(fans, 10_000)),
      atMost('mean wait, s', meanOf(stage.waits()) / 1_000, 180),
    ];
  },
};
