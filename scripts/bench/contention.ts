/**
 * The worst minute of a sale: 20,000 people with pass and wallet arrive within 10 s for 5,000 seats, half of them
 * choosing on the map and half taking the best; then 5,000 at one instant for one seat. Over HTTP to the built web program,
 * with the worker running and fsync on. The ceilings are a bare node:http server that runs the hold script, in the same
 * run. Ends with a count of what was sold and the audit. `--quick` takes a tenth of them for the same rush a second.
 */
import { pool } from '@/server/platform/db';
import { prepareSeats } from '@/server/seats';
import { aLayout, aSchedule } from '@/server/testing';
import { arenaLayout } from '@/server/venues';
import { countSeats } from '@/server/venues/layout.schema';
import { buildSite } from '../lib/build';
import { main, say, step } from '../lib/say';
import { arrive, type MapOfFree, rush, type Told } from './contention/crowd';
import { countViolations } from './room/audit';
import { Client } from './room/client';
import { atLeast, atMost, beside, type Goal, quantile, report, round } from './room/goals';
import { letIn, makeAccounts, type Person } from './room/people';
import { type Program, type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const scale = quick ? 0.1 : 1;
const crowd = 20_000 * scale;
const seats = 5_000 * scale;
const arrivalSeconds = 10 * scale;
const forOneSeat = 5_000;
const warmers = 500;
const price = 50_000;
/** More are in flight at once only when answers take longer than a quarter of a second. */
const connections = 512;
const mapEveryMs = 100;

/** An arena of which so many seats are sold, all at one price. */
async function makeSale(layout: Layout, count: number): Promise<string> {
  const all = countSeats(layout.document);
  const blockedSeats = Array.from({ length: all - count }, (_, n) => count + n);
  const prices = [{ grade: 'R' as const, price }];
  const { id } = await aSchedule({ layout, blockedSeats, prices });
  await prepareSeats(id);
  return id;
}
type Layout = Awaited<ReturnType<typeof aLayout>>;

function makeLayout(): Promise<Layout> {
  const { sections, ...document } = arenaLayout();
  return aLayout({
    ...document,
    sections: sections.map((section) => ({ ...section, grade: 'R' as const })),
  });
}

/** The seats that the map shows as free, at most a tenth of a second old: what everybody's page knows by the stream. */
async function watchMap(url: string): Promise<MapOfFree & { close: () => void }> {
  let free: number[] = [];
  let isOver = false;
  const look = async () => {
    const answer = await fetch(url);
    const { status } = (await answer.json()) as { status: string };
    free = Array.from(status, (digit, seat) => (digit === '0' ? seat : -1)).filter((s) => s >= 0);
  };
  await look();
  const again = () => {
    if (isOver) return;
    void look()
      .catch(() => undefined)
      .then(() => setTimeout(again, mapEveryMs));
  };
  again();
  return {
    pick: () => free[Math.floor(Math.random() * free.length)] ?? null,
    close: () => void (isOver = true),
  };
}

type Ceiling = { callP99Ms: number; rushMs: number };

/** The same people at the same times, each with one call, and then the rush, at the bare server. */
async function measureBare(room: Room, layout: Layout): Promise<Ceiling> {
  const sale = await makeSale(layout, seats);
  const people = await letIn(sale, 1, crowd);
  const [bare] = await room.start('scripts/bench/contention/bare.ts', 1, { BENCH_SCHEDULE: sale });
  const client = await connectTo([bare!]);
  const request = ({ accountId, passId }: Person, seat: number | 'best') =>
    `POST /${accountId}/${passId}/${seat} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`;
  const times: number[] = [];
  const ask = async (person: Person, seat: number | 'best') => {
    const sentAt = performance.now();
    await client.ask(request(person, seat));
    times.push(performance.now() - sentAt);
  };
  const beganAt = performance.now();
  const asked: Promise<void>[] = [];
  while (asked.length < crowd) {
    const due = ((performance.now() - beganAt) / 1_000 / arrivalSeconds) * crowd;
    while (asked.length < Math.min(due, crowd)) {
      const seat = asked.length % 2 === 0 ? 'best' : Math.floor(Math.random() * seats);
      asked.push(ask(people[asked.length]!, seat));
    }
    await new Promise((resume) => setTimeout(resume, 1));
  }
  await Promise.all(asked);
  const callP99Ms = quantile(times, 0.99);
  const rushAt = performance.now();
  await Promise.all(people.slice(0, forOneSeat).map((person) => ask(person, 0)));
  const rushMs = performance.now() - rushAt;
  client.close();
  await bare!.stop();
  say(`bare: calls p99 ${round(callP99Ms)} ms, all of the rush told in ${round(rushMs)} ms`);
  return { callP99Ms, rushMs };
}

async function connectTo(programs: Program[]): Promise<Client> {
  const client = new Client(programs.map(({ port }) => port));
  await client.connect(connections);
  return client;
}

async function measured<T extends Told[]>(name: string, work: () => Promise<T>): Promise<T> {
  const [beganAt, cpu] = [performance.now(), process.cpuUsage()];
  const told = await work();
  const seconds = (performance.now() - beganAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const by = (outcome: Told['outcome']) => told.filter((each) => each.outcome === outcome).length;
  const calls = told.flatMap(({ callsMs }) => callsMs);
  const at = (values: number[], share: number) => round(quantile(values, share));
  const times = told.map(({ tookMs }) => tookMs);
  say(
    `${name}: ${by('ticket')} tickets, ${by('sold out')} sold out, ${by('failed')} failed, ${round(seconds, 1)} s`,
  );
  say(
    `  ${calls.length} calls, p50 ${at(calls, 0.5)} p99 ${at(calls, 0.99)} ms; told p50 ${at(times, 0.5)} p99 ${at(times, 0.99)} worst ${at(times, 1)} ms; the crowd took ${round((user + system) / 1e4 / seconds)} % of a core`,
  );
  const failure = told.find((each) => each.failure)?.failure;
  if (failure) say(`  first failure: ${failure}`);
  return told;
}

/** Seats of a sale that somebody has paid for, and how many of them are sold to more than one. */
async function countSold(scheduleId: string): Promise<{ sold: number; twice: number }> {
  const { rows } = await pool().query<{ sold: number; twice: number }>(
    `SELECT count(*)::int AS sold, (count(*) - count(DISTINCT t.seat_index))::int AS twice
     FROM tickets t JOIN reservations r ON r.id = t.reservation_id AND r.status = 'RESERVED'
     WHERE t.schedule_id = $1::uuid AND t.status = 'VALID'`,
    [scheduleId],
  );
  return rows[0]!;
}

function goalsOf(arrived: Told[], rushed: Told[], ceiling: Ceiling): Goal[] {
  const calls = arrived.flatMap(({ callsMs }) => callsMs);
  const told = arrived.map(({ tookMs }) => tookMs);
  const worst = Math.max(
    ...rushed.filter((each) => each.outcome !== 'failed').map((each) => each.callsMs[0]!),
  );
  const winners = rushed.filter(({ outcome }) => outcome === 'ticket').length;
  const failed = [...arrived, ...rushed].filter(({ outcome }) => outcome === 'failed').length;
  return [
    beside(atMost('p99 of a call', quantile(calls, 0.99), 1_000, 'ms'), ceiling.callP99Ms),
    atMost('p99 from arriving to a ticket or "sold out"', quantile(told, 0.99), 1_000, 'ms'),
    beside(atMost('all of the rush told', worst, 2_000, 'ms'), ceiling.rushMs),
    { ...atLeast('winners of one seat', winners, 1, 'people'), met: winners === 1 },
    atMost('people who were told neither', failed, 0, 'people'),
  ];
}

async function measure(room: Room): Promise<Goal[]> {
  const { next } = await buildSite();
  const everybody = crowd + forOneSeat + warmers;
  await step(`${everybody.toLocaleString('en')} fans with wallets`, () => makeAccounts(everybody));
  const layout = await makeLayout();
  const ceiling = await step('A bare server and the script', () => measureBare(room, layout));
  const [sale, other, warm] = await Promise.all([
    makeSale(layout, seats),
    makeSale(layout, 1),
    makeSale(layout, seats),
  ]);
  const people = await letIn(sale, 1, crowd);
  const rushers = await letIn(other, 1 + crowd, forOneSeat);
  const first = await letIn(warm, 1 + crowd + forOneSeat, warmers);
  const web = await room.start('server/web.ts', 1, { NEXT_DIST_DIR: next });
  await room.start('server/worker.ts', 1);
  const client = await connectTo(web);
  const map = await watchMap(`${web[0]!.url}/api/schedules/${sale}/seats`);
  const warmMap = { pick: () => Math.floor(Math.random() * seats) };
  await measured('warming up', () => arrive(client, first, 1, warmMap));
  const arrived = await measured(`${crowd} for ${seats} seats`, () =>
    arrive(client, people, arrivalSeconds, map),
  );
  map.close();
  const rushed = await measured(`${forOneSeat} for one seat`, () => rush(client, rushers, 0));
  client.close();
  const { sold, twice } = await countSold(sale);
  const violations = await step('The audit', countViolations);
  return [
    { ...atLeast('seats sold', sold, seats, 'seats'), met: sold === seats },
    atMost('seats sold twice', twice, 0, 'seats'),
    ...goalsOf(arrived, rushed, ceiling),
    atMost('violations', violations, 0, 'violations'),
  ];
}

await main(async () => report('contention', await withRoom(measure, { durable: true })));
