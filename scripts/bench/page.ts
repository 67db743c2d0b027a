/**
 * How many people a second can load the two pages that a crowd loads: the waiting page, which realtime answers from
 * memory, and the concert page of somebody who is not signed in, which the gateway keeps in memory. Each beside a
 * bare node:http server that answers the same bytes, in the same run. `--quick` takes a few seconds.
 */
import { findLine } from '@/server/waiting-room';
import { aConcert, anOrganiser, aSchedule } from '@/server/testing';
import { buildSite } from '../lib/build';
import { freePort } from '../lib/ports';
import { startProgram } from '../lib/processes';
import { main, say, step } from '../lib/say';
import { atLeast, beside, type Goal, quantile, report, round } from './room/goals';
import { forSeconds, type Load, Sender } from './room/sender';
import { type Room, withRoom } from './room/world';

const quick = process.argv.includes('--quick');
const seconds = quick ? 3 : 15;
const connections = 128;
const perSecondMin = 8_000;

const get = (path: string) =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\naccept: text/html\r\naccept-encoding: gzip, deflate, br\r\n\r\n`;

async function load(port: number, path: string): Promise<Load> {
  const sender = new Sender([port]);
  await sender.connect(connections);
  await sender.saturate(forSeconds(get(path), seconds / 3)); // compiled and kept
  const measured = await sender.saturate(forSeconds(get(path), seconds));
  sender.close();
  return measured;
}

const answered = ({ counts, seconds: took }: Load) => (counts.get(200) ?? 0) / took;

async function measurePage(room: Room, name: string, port: number, path: string): Promise<Goal> {
  const page = await load(port, path);
  const [bare] = await room.start('scripts/bench/page/bare.ts', 1, {
    BARE_URL: `http://127.0.0.1:${port}${path}`,
  });
  const ceiling = answered(await load(bare!.port, '/'));
  await bare!.stop();
  const others = [...page.counts].filter(([status]) => status !== 200);
  const p99 = round(quantile([...page.latencies], 0.99), 1);
  say(
    `${name}: ${round(answered(page))}/s, p99 ${p99} ms, bare ${round(ceiling)}/s ${others.join(' ')}`,
  );
  return beside(atLeast(name, answered(page), perSecondMin, 'pages/s'), ceiling);
}

async function measure(room: Room): Promise<Goal[]> {
  const organiser = await anOrganiser();
  const concert = await aConcert({ organiser });
  const { id } = await aSchedule({ organiser, concertId: concert.id });
  await findLine(id);
  const [realtime] = await room.start('realtime/main.ts', 1);
  const waiting = await measurePage(room, 'waiting page', realtime!.port, `/queue/${id}`);
  await realtime!.stop();
  const build = await step('The site', () => buildSite());
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), NEXT_DIST_DIR: build.next };
  const web = await startProgram('web', { build, port, logs: room.folder, env });
  try {
    const path = `/concerts/${concert.id}`;
    return [waiting, await measurePage(room, 'anonymous concert page', port, path)];
  } finally {
    await web.stop();
  }
}

await main(async () => report('page', await withRoom(measure)));
