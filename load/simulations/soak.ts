import { step } from '@/scripts/lib/say';
import { evenly } from '../arrivals';
import { mintFans } from '../people';
import type { ProcessLine } from '../report/run.schema';
import { makeSale, seatsMax } from '../sale';
import { atMost, availability, atLeast, type Simulation, thinking } from '../simulation';
import type { Threshold } from '../simulation';
import { meanOf } from '../waits';

/** Half of what a line lets in by default. */
const fansPerMinute = 850;
const graceS = 120;
/** Before, the evening still fills up: nothing can be flat yet. */
const flatFromMinutes = 5;

/** An evening: people come evenly, at half load, for half an hour; nothing may grow. */
export const soak: Simulation = {
  about: 'half load for --minutes (30): memory, handles, connections and lag stay flat',
  async play(stage) {
    const minutes = stage.options.minutes ?? (stage.options.quick ? 1 : 30);
    const fans = Math.ceil(minutes * fansPerMinute);
    const people = await step(`${fans.toLocaleString('en')} fans with wallets`, () =>
      mintFans(fans),
    );
    const sale = await makeSale({ seats: seatsMax });
    stage.watch(sale);
    stage.set({ minutes, fans, seats: sale.seats, rate: 1_700 });
    const evening = await stage.phase('evening', {
      kind: 'fans',
      ...{ scheduleId: sale.scheduleIds[0]!, opensAt: Date.now(), people, grades: sale.grades },
      arrivalsMs: evenly(fans, minutes * 60),
      habits: thinking(stage.options.think ?? 1),
      endsAfterMs: (minutes * 60 + graceS) * 1_000,
    });
    return [
      atLeast('availability, %', availability([evening]), 99.99),
      atMost('people let down', stage.outcomes()['failed'] ?? 0, 0),
      ...(minutes >= flatFromMinutes ? growths(stage.processLines(), minutes * 60) : []),
    ];
  },
};

type Figures = ProcessLine['processes'][string];

/**
 * The last quarter beside the second one: the first is for caches that fill. What grows by a fifth and by more than noise
 * is not flat. The line's Redis and Postgres keep what is sold, so their memory is left out.
 */
export function growths(lines: ProcessLine[], seconds: number): Threshold[] {
  const quarter = (n: number) =>
    lines.filter(({ t }) => t >= (seconds * (n - 1)) / 4 && t < (seconds * n) / 4);
  type Of = (line: ProcessLine) => number | undefined;
  const mean = (n: number, of: Of) => {
    const values = quarter(n).flatMap((line) => of(line) ?? []);
    return values.length > 0 ? meanOf(values) : null;
  };
  const grown = (name: string, noise: number, of: Of): Threshold => {
    const [before, after] = [mean(2, of), mean(4, of)];
    // What nobody looked at is not flat.
    if (before === null || after === null) return { name: `${name}: not seen`, ok: false };
    return atMost(
      `${name}, grown by`,
      Math.max(0, after - before - noise) / Math.max(1, before),
      0.2,
    );
  };
  const figure =
    (name: string, of: (figures: Figures) => number | undefined): Of =>
    ({ processes }) =>
      processes[name] && of(processes[name]);
  return [
    ...['web', 'realtime', 'worker'].flatMap((name) => [
      grown(
        `memory of ${name}`,
        32,
        figure(name, ({ rssMb }) => rssMb),
      ),
      grown(
        `handles of ${name}`,
        20,
        figure(name, ({ handles }) => handles),
      ),
      grown(
        `event-loop delay of ${name}`,
        20,
        figure(name, ({ eventLoopP99Ms }) => eventLoopP99Ms),
      ),
    ]),
    grown('database connections', 2, ({ databaseConnections }) => databaseConnections),
  ];
}
