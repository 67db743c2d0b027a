/**
 * How many people a second get a place, each with a signed session of its own, over HTTP through realtime, Redis with
 * its append-only file on. The ceiling is a bare node:http server that runs the same script, in the same run.
 * Proof of work is off in the goals, as it is on a quiet site; what joins with a proof cost is measured beside.
 * `--quick` takes a few seconds.
 */
import { createHash } from 'node:crypto';
import { makeChallenge } from '@/server/bots/proof';
import type { Challenge } from '@/server/bots/bots.schema';
import { findLine } from '@/server/waiting-room';
import { main, say, step } from '../lib/say';
import { lookAtCpu } from './cpu';
import { atLeast, atMost, beside, type Goal, quantile, report, round } from './room/goals';
import { eachOnce, type Load, Sender } from './room/sender';
import { mintTokens, type Program, type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const joins = quick ? 20_000 : 160_000;
const offeredPerSecond = 4_000;
const offeredSeconds = quick ? 3 : 15;
const connections = 256;
/** One keeps a core busy; the other core is Redis's and the generator's. */
const processes = 2;

type Head = Record<string, string>;

const post = (path: string, headers: Head) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}content-length: 0\r\n\r\n`;

const joinsOf = (scheduleId: string, count: number): string[] =>
  mintTokens(count).map(({ token }) =>
    post(`/api/queue/${scheduleId}/places`, { authorization: `Bearer ${token}` }),
  );

async function load<T>(programs: Program[], work: (sender: Sender) => Promise<T>): Promise<T> {
  const sender = new Sender(programs.map(({ port }) => port));
  await sender.connect(connections);
  try {
    return await work(sender);
  } finally {
    sender.close();
  }
}

const accepted = ({ counts }: Load) => counts.get(200) ?? 0;
const perSecond = (each: Load) => accepted(each) / each.seconds;

type Taker = { name: string; pid: number };

/** Who takes of the CPU, the generator among them. */
const takersOf = (room: Room, programs: Program[]): Taker[] => [
  ...programs.map(({ pid }, n) => ({ name: `program ${n + 1}`, pid })),
  room.redis,
];

/** Runs, and says what came of it and what each took of the CPU for a join. */
async function run(name: string, takers: Taker[], work: () => Promise<Load>): Promise<Load> {
  const before = lookAtCpu();
  const own = process.cpuUsage();
  const outcome = await work();
  const { user, system } = process.cpuUsage(own);
  const after = lookAtCpu();
  describe(name, outcome);
  const us = (seconds: number) => round((seconds * 1_000_000) / accepted(outcome));
  const each = takers.map((taker) => `${taker.name} ${us(after(taker) - before(taker))}`);
  say(`  us of CPU a join: ${each.join(', ')}, generator ${us((user + system) / 1_000_000)}`);
  return outcome;
}

function describe(name: string, each: Load): void {
  const times = [...each.latencies];
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)].map((ms) => round(ms, 1));
  const others = [...each.counts].filter(([status]) => status !== 200);
  say(`${name}: ${round(perSecond(each))}/s, p50 ${p50} ms, p99 ${p99} ms ${others.join(' ')}`);
}

async function measureBare(room: Room): Promise<number> {
  const scheduleId = await room.schedule();
  await findLine(scheduleId);
  const bare = await room.start('scripts/bench/join/bare.ts', processes, {
    BENCH_SCHEDULE: scheduleId,
  });
  const requests = mintTokens(joins).map(({ id }) => post('/', { authorization: id }));
  const saturated = await load(bare, async (sender) => {
    await sender.saturate(eachOnce(requests.splice(0, joins / 10)));
    return run('bare', takersOf(room, bare), () => sender.saturate(eachOnce(requests)));
  });
  await Promise.all(bare.map((program) => program.stop()));
  return perSecond(saturated);
}

/** A proof without the search: whoever makes the challenge knows nothing more than its key, found once here. */
function proofFor(scheduleId: string, accountId: string): string {
  const challenge = makeChallenge({ accountId, scheduleId }, 2);
  const solution = solve(challenge);
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

function solve({ parameters: { salt, nonce, keyPrefix } }: Challenge) {
  for (const counter of [1, 2]) {
    const last = Buffer.alloc(4);
    last.writeUInt32BE(counter);
    const bytes = [Buffer.from(salt, 'hex'), Buffer.from(nonce, 'hex'), last];
    const derivedKey = createHash('sha256').update(Buffer.concat(bytes)).digest('hex');
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  throw new Error('a challenge of two hashes has its answer among two');
}

async function measureWithProof(room: Room): Promise<void> {
  const scheduleId = await room.schedule();
  const realtime = await room.start('realtime/main.ts', processes);
  const requests = mintTokens(joins / 4).map(({ id, token }) =>
    post(`/api/queue/${scheduleId}/places`, {
      authorization: `Bearer ${token}`,
      'openrun-proof': proofFor(scheduleId, id),
    }),
  );
  // The first two thousand have no work to do: it is quiet until then.
  const saturated = await load(realtime, async (sender) => {
    await sender.saturate(eachOnce(requests.splice(0, 4_000)));
    return sender.saturate(eachOnce(requests));
  });
  describe('joins with a proof of work', saturated);
  await Promise.all(realtime.map((program) => program.stop()));
}

async function measure(room: Room): Promise<Goal[]> {
  const ceiling = await step('A bare server and the script', () => measureBare(room));
  const scheduleId = await room.schedule();
  const realtime = await room.start('realtime/main.ts', processes, { PROOF_OF_WORK: 'off' });
  const requests = joinsOf(scheduleId, joins);
  const [saturated, offered] = await load(realtime, async (sender) => {
    const takers = takersOf(room, realtime);
    describe('warming up', await sender.saturate(eachOnce(requests.splice(0, joins / 10))));
    const first = await run('saturated', takers, () => sender.saturate(eachOnce(requests)));
    const more = joinsOf(scheduleId, offeredPerSecond * offeredSeconds);
    const second = await run(`${offeredPerSecond}/s offered`, takers, () =>
      sender.offer(offeredPerSecond, eachOnce(more)),
    );
    return [first, second] as const;
  });
  await Promise.all(realtime.map((program) => program.stop()));
  await measureWithProof(room);
  const { issued } = await findLine(scheduleId);
  const all = joins + offeredPerSecond * offeredSeconds;
  const rate = perSecond(saturated);
  return [
    beside(atLeast('accepted joins', rate, 8_000, 'joins/s'), ceiling),
    atLeast('share of the bare server', rate / ceiling, 0.6, 'of it'),
    atMost(
      `p99 at ${offeredPerSecond}/s offered`,
      quantile([...offered.latencies], 0.99),
      250,
      'ms',
    ),
    atLeast('rate under that offer', perSecond(offered), offeredPerSecond * 0.98, 'joins/s'),
    atMost('places that are missing or too many', Math.abs(issued - all), 0, 'places'),
  ];
}

await main(async () => report('join', await withRoom(measure)));
