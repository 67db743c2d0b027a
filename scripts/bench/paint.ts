/**
 * How soon the largest thing of a page is seen on a first visit, on a slow phone's processor (a quarter of this
 * one's speed) and its network (fast 4G), by Chromium's own largest-contentful-paint. The ceiling is a bare static
 * page under the same. `--quick` visits each page once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright';
import { chromiumFlags, requireChromium } from '../lib/chromium';
import { beginEnding } from '../lib/ending';
import { freePort } from '../lib/ports';
import { until } from '../lib/run';
import { main, say } from '../lib/say';
import { startSite, stopSite, type Site } from '../lib/site';
import { type Cookie, type Paint, paintOf, type Screen } from './paint/visit';

const goalMs = 2_500;
const visits = process.argv.includes('--quick') ? 1 : 5;
const hourMs = 3_600_000;

const screens: Screen[] = [
  { name: '390', width: 390, height: 844, ratio: 3 },
  { name: '1440', width: 1440, height: 900, ratio: 1 },
];

type Target = { name: string; url: string; cookies: Cookie[] };

/** A site of its own, beside any that runs. */
async function ownSite(folder: string): Promise<Site> {
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'PUBLIC_URL', 'REALTIME_PUBLIC_URL'])
    delete process.env[name];
  for (const name of ['PORT', 'REALTIME_PORT', 'WORKER_PORT'])
    process.env[name] = String(await freePort());
  return startSite({ folder, dev: false, durable: false });
}

async function measureAll(browser: Browser, targets: Target[], bareUrl: string) {
  const goals = [];
  for (const screen of screens) {
    const bare = await median(browser, screen, { name: 'bare', url: bareUrl, cookies: [] });
    for (const target of targets) {
      const paint = await median(browser, screen, target);
      const { ms, what, bytes } = paint;
      say(
        `${target.name} at ${screen.name} px: ${ms} ms (${what}), ${Math.round(bytes / 1024)} kB`,
      );
      goals.push(goalOf(`${target.name} at ${screen.name} px`, ms, bare.ms));
    }
  }
  return goals;
}

const goalOf = (name: string, figure: number, ceiling: number) => ({
  name: `largest paint, ${name}`,
  figure,
  unit: 'ms',
  goal: goalMs,
  ceiling,
  ratio: Math.round((figure / ceiling) * 100) / 100,
  met: figure > 0 && figure <= goalMs,
});

async function median(browser: Browser, screen: Screen, target: Target): Promise<Paint> {
  const paints: Paint[] = [];
  for (let visit = 0; visit < visits; visit++)
    paints.push(await paintOf(browser, { screen, ...target }));
  const middle = paints.toSorted((a, b) => a.ms - b.ms)[visits >> 1]!;
  return { ...middle, ms: Math.round(middle.ms), firstMs: Math.round(middle.firstMs) };
}

/** The pages of the way to a seat, as a visitor and as a fan who waits and who is inside. */
async function targetsOf({ env, webUrl, realtimeUrl }: Site): Promise<Target[]> {
  const site = env.PUBLIC_URL!;
  const fan = await newFan(webUrl);
  const cookies = [{ name: 'openrun.session', value: fan.token, url: site }];
  const sale = await concertOf(webUrl, 'open', 0);
  const later = await concertOf(webUrl, 'upcoming', hourMs);
  await goInside(`${realtimeUrl}/api/queue/${sale.scheduleId}/places`, fan.headers);
  return [
    { name: 'front page', url: `${site}/`, cookies: [] },
    { name: 'concert', url: `${site}/concerts/${sale.id}`, cookies: [] },
    { name: 'waiting page', url: `${site}/queue/${later.scheduleId}`, cookies },
    { name: 'seats', url: `${site}/schedules/${sale.scheduleId}/seats`, cookies },
  ];
}

async function newFan(origin: string) {
  const person = { email: `paint-${Date.now()}@bench.test`, password: 'a long enough password' };
  const post = async (noun: string, body: object) =>
    (await (
      await fetch(`${origin}/api/${noun}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as { token: string };
  await post('users', { ...person, name: '팬' });
  const { token } = await post('sessions', person);
  return { token, headers: { authorization: `Bearer ${token}` } };
}

type Concerts = {
  concerts: { id: string; nextSale: { scheduleId: string; opensAt: string } | null }[];
};

async function concertOf(origin: string, sale: 'open' | 'upcoming', opensInMs: number) {
  const answer = await fetch(`${origin}/api/concerts?sale=${sale}&size=20`);
  const { concerts } = (await answer.json()) as Concerts;
  const fits = (opensAt: string) => sale === 'open' || Date.parse(opensAt) > Date.now() + opensInMs;
  const found = concerts.find(({ nextSale }) => nextSale && fits(nextSale.opensAt));
  if (!found) throw new Error(`The demo has no concert whose sale is ${sale}.`);
  return { id: found.id, scheduleId: found.nextSale!.scheduleId };
}

async function goInside(places: string, headers: Record<string, string>): Promise<void> {
  await fetch(places, { method: 'POST', headers });
  const enter = async () =>
    (await fetch(`${places}/me/entry`, { method: 'POST', headers })).status === 200;
  if (!(await until(enter, 30_000))) throw new Error('The fan did not get in.');
}

/** One heading in the system's face: what no page can be seen sooner than. */
async function serveBarePage() {
  const html =
    '<!doctype html><html lang="ko"><meta name="viewport" content="width=device-width"><title>bare</title><h1>파도가 오기 전에</h1>';
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

await main(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-paint-'));
  const executablePath = await requireChromium();
  const bare = await serveBarePage();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const site = await ownSite(folder);
    const goals = await measureAll(browser, await targetsOf(site), bare.url);
    const met = goals.every((goal) => goal.met);
    process.stdout.write(`${JSON.stringify({ bench: 'paint', met, goals })}\n`);
  } finally {
    beginEnding();
    await browser.close();
    bare.close();
    await stopSite(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});
process.exit();
