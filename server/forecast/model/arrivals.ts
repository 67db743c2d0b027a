import type { ArrivalCurve, Scenario } from '../forecast.schema';

/**
 * When people come, in ms from the opening (before it: negative). Each curve has its distribution backwards, which
 * turns a uniform number into an arrival, and forwards, which counts who came by an instant.
 *
 * - `deadline`: before the opening, the pressure to do a thing that can be undone grows as the inverse of the time
 *   left (V. Alfi, G. Parisi, L. Pietronero, "Conference registration: how people react to a deadline", Nature Physics
 *   3, 746, 2007; its pole is cut off there by one step of their clock, here by a minute). After it, interest in what
 *   happened at a known instant relaxes as 1/t^(1+0.4) (R. Crane, D. Sornette, "Robust dynamic classes revealed by
 *   measuring the response function of a social system", PNAS 105, 15649, 2008: the class of an outer shock).
 * - `flash`: a flash crowd in three phases, a linear rise, a plateau and a linear fall (I. Ari, B. Hong, E. Miller,
 *   S. Brandt, D. Long, "Managing flash crowds on the Internet", MASCOTS 2003). The plateau is a third of the time after.
 * - `even`: the same number in every second, as load generators send them.
 * - `rush`: what `npm run load -- rush` sends (`load/arrivals.ts`): a straight rise up to the opening; after it three in
 *   four within seconds, the rest evenly over a minute. For comparing a forecast with such a run.
 */
export type Arrivals = {
  lobbyAt: (chance: number) => number;
  lobbyBy: (ms: number) => number;
  afterAt: (chance: number) => number;
  afterBy: (ms: number) => number;
};

const poleMs = 60_000;
const relaxation = 0.4;
const plateauShare = 1 / 3;
const burst = { share: 0.75, meanMs: 4_000 };

const clamp = (value: number) => Math.max(0, Math.min(1, value));

export function arrivalsOf({ curve, lobbyMs, afterMs }: Scenario): Arrivals {
  return { ...lobbyCurves[curve](lobbyMs), ...afterCurves[curve](afterMs) };
}

type Lobby = Pick<Arrivals, 'lobbyAt' | 'lobbyBy'>;
type After = Pick<Arrivals, 'afterAt' | 'afterBy'>;

const risingLobby = (lobbyMs: number): Lobby => ({
  lobbyAt: (chance) => lobbyMs * (Math.sqrt(chance) - 1),
  lobbyBy: (ms) => (lobbyMs === 0 ? step(ms) : clamp(1 + ms / lobbyMs) ** 2),
});

const lobbyCurves: Record<ArrivalCurve, (lobbyMs: number) => Lobby> = {
  deadline(lobbyMs) {
    const whole = lobbyMs + poleMs;
    const log = Math.log(whole / poleMs);
    return {
      lobbyAt: (chance) => poleMs - whole * Math.exp(-log * chance),
      lobbyBy: (ms) =>
        lobbyMs === 0 ? step(ms) : clamp(Math.log(whole / (poleMs - Math.min(0, ms))) / log),
    };
  },
  flash: risingLobby,
  rush: risingLobby,
  even: (lobbyMs) => ({
    lobbyAt: (chance) => lobbyMs * (chance - 1),
    lobbyBy: (ms) => (lobbyMs === 0 ? step(ms) : clamp(1 + ms / lobbyMs)),
  }),
};

const step = (ms: number) => (ms < 0 ? 0 : 1);

const afterCurves: Record<ArrivalCurve, (afterMs: number) => After> = {
  deadline(afterMs) {
    const [first, last] = [poleMs ** -relaxation, (afterMs + poleMs) ** -relaxation];
    return {
      afterAt: (chance) => (first - chance * (first - last)) ** (-1 / relaxation) - poleMs,
      afterBy: (ms) => clamp((first - (Math.max(0, ms) + poleMs) ** -relaxation) / (first - last)),
    };
  },
  flash(afterMs) {
    const plateau = afterMs * plateauShare;
    const fall = afterMs - plateau;
    const area = plateau + fall / 2;
    return {
      afterAt(chance) {
        const done = chance * area;
        return done <= plateau ? done : afterMs - Math.sqrt(2 * fall * (area - done));
      },
      afterBy(ms) {
        const at = Math.max(0, Math.min(afterMs, ms));
        if (at <= plateau) return at / area;
        return 1 - (afterMs - at) ** 2 / (2 * fall * area);
      },
    };
  },
  rush(afterMs) {
    const early = (ms: number) => (ms >= afterMs ? 1 : 1 - Math.exp(-ms / burst.meanMs));
    const afterBy = (ms: number) => {
      const at = Math.max(0, Math.min(afterMs, ms));
      return burst.share * early(at) + ((1 - burst.share) * at) / afterMs;
    };
    return { afterBy, afterAt: (chance) => inverseOf(afterBy, chance, afterMs) };
  },
  even: (afterMs) => ({
    afterAt: (chance) => afterMs * chance,
    afterBy: (ms) => clamp(ms / afterMs),
  }),
};

/** Where a rising function comes to a value, by halving. */
function inverseOf(rising: (ms: number) => number, value: number, mostMs: number): number {
  let [low, high] = [0, mostMs];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
