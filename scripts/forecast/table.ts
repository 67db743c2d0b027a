import type { Forecast } from '@/server/forecast';
import type { Bound, Spread } from '@/server/forecast/forecast.schema';
import type { Part } from '@/server/forecast/model/capacities';
import { bold, dim } from '../lib/say';

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const shownCount = (value: number): string => count.format(value);

/** `1 h 02 min`, `7 min 05 s`, `12 s`: two units at most. */
export function shownTime(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const boundSays: Record<Bound, string> = {
  rate: 'how many are let in a minute (--rate)',
  capacity: 'how many may be inside at once, and how long they take (--capacity)',
  stock: 'the seats: all were in somebody’s hands before half were paid',
  demand: 'how many come: there is mostly nobody else to let in',
};

const partSays: Record<Part, string> = {
  realtime: 'realtime processes',
  web: 'web processes',
  worker: 'workers',
  postgres: 'cores for Postgres',
  lineRedis: 'Redis of the line',
  seatsRedis: 'Redis of the seats',
};

type Shown = (value: number) => string;

const row = (name: string, spread: Spread | null, shown: Shown, none = 'never'): string =>
  `  ${name.padEnd(34)}${spread ? cells(spread, shown) : none.padStart(15)}`;

const cells = ({ p5, p50, p95 }: Spread, shown: Shown): string =>
  [p5, p50, p95].map((value) => shown(value).padStart(15)).join('');

const head = (title: string): string =>
  bold(`${title.padEnd(36)}${['p5', 'middle', 'p95'].map((name) => name.padStart(15)).join('')}`);

/** What a person reads: the outcome in words, then how far the crowds differ, then what it takes. */
export function tableOf(forecast: Forecast): string[] {
  const { wait, fates, peaks, run } = forecast;
  return [
    ...inWords(forecast),
    '',
    head(`Over ${run.seeds} crowds`),
    row('no seat is free after', forecast.emptiedMs, shownTime),
    row('the last seat is paid after', forecast.sellOutMs, shownTime),
    row('median wait to come in', wait && wait.medianMs, shownTime, 'nobody'),
    row('wait of one in twenty, at least', wait && wait.p95Ms, shownTime, 'nobody'),
    row('longest wait to come in', wait && wait.longestMs, shownTime, 'nobody'),
    row('people who came in', forecast.entered, shownCount),
    row('seats sold', forecast.seatsSold, shownCount),
    row('leave with a ticket', fates.ticket, shownCount),
    row('leave empty-handed', forecast.emptyHanded, shownCount),
    row('  told that it is sold out', fates.soldOut, shownCount),
    row('  gave up, or did not pay', fates.left, shownCount),
    row('  missed their turn or their pass', fates.lapsed, shownCount),
    row('  still waiting at the end', fates.waiting, shownCount),
    '',
    head('At the busiest second'),
    row('sockets at once', peaks.sockets, shownCount),
    row('joins', peaks.joins, shownCount),
    row('looks at a place, after the draw', peaks.looks, shownCount),
    row('entries', peaks.entries, shownCount),
    row('orders', peaks.orders, shownCount),
    '',
    ...needLines(forecast),
    '',
    dim(
      `Seeds ${run.seed} to ${run.seed + run.seeds - 1}. Assumptions: npm run forecast -- --help.`,
    ),
  ];
}

function inWords({ scenario, soldOutShare, emptiedMs, wait, emptyHanded, bound }: Forecast) {
  const { fans, seats } = scenario;
  const ends = emptiedMs
    ? `no seat is free after about ${shownTime(emptiedMs.p50)}`
    : 'seats are left at the end';
  const sold =
    soldOutShare === 1
      ? 'every'
      : soldOutShare === 0
        ? 'no'
        : `${Math.round(soldOutShare * 100)} % of the`;
  return [
    bold(`${shownCount(fans)} people for ${shownCount(seats)} seats: ${ends}.`),
    `Half of those who come in wait ${wait ? shownTime(wait.medianMs.p50) : '–'} or less; ${shownCount(
      emptyHanded.p50,
    )} people leave empty-handed.`,
    `It is bound by ${boundSays[bound]}. Paid to the last seat in ${sold} crowd${soldOutShare > 0 && soldOutShare < 1 ? 's' : ''}.`,
  ];
}

function needLines({ needs }: Forecast): string[] {
  const lines = needs.map(({ part, unit, peak, most, needed, behindMs, source }) => {
    const load = `${shownCount(peak)} ${unit}`.padStart(18);
    const late = behindMs >= 1_000 ? `, ${shownTime(behindMs)} behind` : '';
    return `  ${partSays[part].padEnd(22)}${load}${String(needed).padStart(5)}${late}  ${dim(
      `one does ${shownCount(most)} (${source})`,
    )}`;
  });
  return [bold('What the peak takes (p95)'), ...lines];
}
