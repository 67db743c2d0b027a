/**
 * Fifty thousand people who wait, each over a socket and in the line, on this one machine: realtime in as many
 * processes as descriptors ask for, the crowd in as many. The share of looks at a position at most three seconds old,
 * drops, and realtime's memory. The ceiling of the memory goal is what the machine has; of the rest there is none to
 * pass: all is all. `--quick` takes 3,000 for a few seconds.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findLine } from '@/server/waiting-room';
import { joinInRedis } from '@/server/waiting-room/join-line.redis';
import { inRoot } from '../lib/paths';
import { main, say, step } from '../lib/say';
import { bundleVariant } from './caching/variants';
import { atLeast, atMost, type Goal, report, round } from './room/goals';
import { mintTokens, type Program, type Room, withRoom } from './room/world';
import type { CrowdNews, CrowdOrder } from './sockets/crowd';

const quick = process.argv.includes('--quick');
const people = quick ? 3_000 : 50_000;
const seconds = quick ? 10 : 120;
/** Of a process that may open 20,000 descriptors. */
const socketsPerProcess = 17_000;
const processes = Math.ceil(people / socketsPerProcess);

const ask = (crowd: ChildProcess, order: CrowdOrder): Promise<CrowdNews> =>
  new Promise((resolve, reject) => {
    crowd.once('message', resolve).once('exit', () => reject(new Error('the crowd is gone')));
    crowd.send(order);
  });

async function fillLine(scheduleId: string) {
  await findLine(scheduleId);
  const all = mintTokens(people);
  for (let at = 0; at < people; at += 500)
    await Promise.all(
      all.slice(at, at + 500).map(({ id }) => joinInRedis(scheduleId, { id, emailVerified: true })),
    );
  return all.map(({ token }) => token);
}

/** Resident memory, as the kernel counts it. */
const memoryMb = ({ pid }: Program): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;

async function connectAll(
  crowds: ChildProcess[],
  realtime: Program[],
  tokens: string[],
  id: string,
) {
  const share = Math.ceil(people / processes);
  const orders = crowds.map((crowd, index) =>
    ask(crowd, {
      kind: 'connect',
      port: realtime[index]!.port,
      source: `127.0.0.${10 + index}`,
      scheduleId: id,
      tokens: tokens.slice(index * share, (index + 1) * share),
    }),
  );
  const news = await Promise.all(orders);
  return news.reduce((sum, each) => sum + (each.kind === 'connected' ? each.failed : 0), 0);
}

async function measure(room: Room): Promise<Goal[]> {
  const id = await room.schedule({ capacity: 1 });
  const tokens = await step(`${people.toLocaleString('en')} people in the line`, () =>
    fillLine(id),
  );
  const realtime = await room.start('realtime/main.ts', processes);
  const bundle = `${room.folder}/crowd.mjs`;
  await bundleVariant('scripts/bench/sockets/crowd.ts', bundle, []);
  const crowds = realtime.map(() => fork(bundle, { cwd: inRoot() }));
  try {
    const failed = await step('Sockets', () => connectAll(crowds, realtime, tokens, id));
    const news = await step(`${seconds} s of waiting`, () =>
      Promise.all(crowds.map((crowd) => ask(crowd, { kind: 'listen', seconds }))),
    );
    const heard = news.filter((each) => each.kind === 'heard');
    const sum = (name: 'looks' | 'fresh' | 'dropped') =>
      heard.reduce((all, each) => all + each[name], 0);
    const memory = realtime.reduce((all, program) => all + memoryMb(program), 0);
    const worst = Math.max(...heard.map(({ worstMs }) => worstMs));
    say(`${failed} not connected, ${sum('dropped')} dropped, oldest position ${worst} ms`);
    return [
      atLeast('sockets connected', people - failed, people, 'sockets'),
      atLeast(
        'looks at a position at most 3 s old',
        round((sum('fresh') / sum('looks')) * 100, 3),
        99,
        '%',
      ),
      atMost('sockets dropped', sum('dropped') - failed, 0, 'sockets'),
      atMost('memory of all realtime processes', memory, 1_536, 'MB'),
    ];
  } finally {
    for (const crowd of crowds) crowd.kill('SIGKILL');
  }
}

await main(async () => report('sockets', await withRoom(measure)));
