import { atLeast, atMost, availability, type Simulation } from '../simulation';
import { playJourney } from './journey';

/** The open-run: everybody at the door in the minute around the opening. */
export const rush: Simulation = {
  about: 'the open-run: --fans people around the opening, through line, seats and money',
  async play(stage) {
    const { options } = stage;
    const { quick, fans = quick ? 200 : 2_000 } = options;
    const journey = await playJourney(stage, {
      ...{ name: 'journey', fans },
      seats: options.seats ?? Math.ceil(fans * 1.2),
      rate: options.rate ?? 1_700,
      capacity: options.capacity ?? 2_000,
      lobbyS: options.lobby ?? (quick ? 15 : 60),
      think: options.think ?? (quick ? 0.1 : 1),
    });
    return [
      atLeast('availability, %', availability([journey]), 99.99),
      atMost('people let down', stage.outcomes()['failed'] ?? 0, 0),
      atLeast('tickets', stage.outcomes()['ticket'] ?? 0, 1),
    ];
  },
};
