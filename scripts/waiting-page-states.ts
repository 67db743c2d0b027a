/**
 * Pictures of the waiting page in every state, to look at: phone and desktop, light and dark, Korean and English.
 * The page is the real one, answered from memory; its line is made up here and speaks over HTTP and Socket.IO as
 * realtime does. `npx tsx scripts/waiting-page-states.ts FOLDER [part of a state's name]`.
 */
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium } from 'playwright';
import { Server } from 'socket.io';
import { chromiumFlags, requireChromium } from './lib/chromium';
import { states, scheduleDetail, type Told } from './waiting-page-states/states';

const placeholders = ['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET', 'PASS_SECRET'];
Object.assign(process.env, { NODE_ENV: 'production' }); // made once, and not for each visitor
for (const name of placeholders) process.env[name] ??= 'redis://unused-unused-unused-unused-unused';
process.env['TICKET_SIGNING_KEY'] ??= Buffer.alloc(48, 1).toString('base64');

const names = Object.keys(states);
const idOf = (name: string) =>
  `0197a0a0-0000-7000-8000-${String(names.indexOf(name)).padStart(12, '0')}`;
const nameOf = (url: string) => names[Number(/0197a0a0-0000-7000-8000-(\d+)/.exec(url)?.[1])]!;

type Look = { width: number; height: number; theme: 'light' | 'dark'; locale: 'ko' | 'en' };
const looks: Look[] = [
  { width: 390, height: 844, theme: 'light', locale: 'ko' },
  { width: 390, height: 844, theme: 'dark', locale: 'en' },
  { width: 1440, height: 900, theme: 'dark', locale: 'ko' },
  { width: 1440, height: 900, theme: 'light', locale: 'en' },
];

async function main(): Promise<void> {
  const [folder = 'waiting-page-states', wanted = ''] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const { answerWaitingPage } = await import('@/realtime/page/waiting-page');
  const server = createServer((request, response) => {
    const isPage = request.url!.startsWith('/queue');
    if (isPage) answerWaitingPage(request, response);
    else answerApi(request, response);
  });
  speak(new Server(server, { transports: ['websocket'] }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executablePath = await requireChromium();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    for (const look of looks) {
      const pictures: Buffer[] = [];
      for (const name of names.filter((one) => one.includes(wanted)))
        pictures.push(await picture(browser, origin, folder, name, look));
      await sheet(browser, folder, look, pictures);
    }
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

async function picture(browser: Browser, origin: string, folder: string, name: string, look: Look) {
  const { width, height, theme, locale } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await context.addCookies([{ name: 'locale', value: locale, url: origin }]);
  const page = await context.newPage();
  // Whoever looks away is asked to enter; whoever looks on walks in.
  if (name.includes('turn')) await page.addInitScript(lookAway);
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  await page.goto(`${origin}/queue/${idOf(name)}`);
  if (name.includes('presale')) await page.locator('#presale summary').click();
  await page.waitForTimeout(states[name]!.settleMs ?? 1_200);
  const file = path.join(folder, `${name}-${width}-${theme}-${locale}.png`);
  const shot = await page.screenshot({ path: file });
  await context.close();
  return shot;
}

const lookAway = `Object.defineProperty(document, 'hidden', { get: () => true })`;

/** All states of one look side by side. */
async function sheet(browser: Browser, folder: string, look: Look, pictures: Buffer[]) {
  const isPhone = look.width < 720;
  const page = await browser.newPage({ viewport: { width: 1_600, height: 900 } });
  const size = isPhone ? 258 : 520;
  const images = pictures.map(
    (shot) => `<img width=${size} src="data:image/png;base64,${shot.toString('base64')}">`,
  );
  await page.setContent(`<body style="background:#888;margin:0">${images.join(' ')}`);
  const name = `sheet-${look.width}-${look.theme}-${look.locale}.png`;
  await page.screenshot({ path: path.join(folder, name), fullPage: true });
  await page.close();
}

const told = (url: string): Told => states[nameOf(url)]!;

function answerApi(request: IncomingMessage, response: ServerResponse): void {
  const url = request.url!;
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url.startsWith('/api/schedules/')) return void send(200, scheduleDetail);
  if (!url.startsWith('/api/queue/')) return void response.writeHead(404).end();
  const { place, line, refused } = told(url);
  if (refused) {
    if (url.endsWith('places') || url.endsWith('me')) return void send(refused.status, refused);
    return void send(200, line());
  }
  send(200, { ...place!(), line: line() });
}

/** The stream, as far as a picture shows it. */
function speak(io: Server): void {
  io.of('/queue').on('connection', (socket) => {
    socket.on(
      'watch',
      ({ scheduleId }: { scheduleId: string }, answer: (data: unknown) => void) => {
        const { place, line, stock, after } = told(scheduleId);
        const all = { line: line(), place: { ...place!(), line: line() }, stock: stock ?? [] };
        answer({ ok: true, data: all });
        // Later than two pages that open together.
        setTimeout(() => {
          for (const [event, message] of after?.() ?? []) socket.emit(event, message);
        }, 600);
      },
    );
    socket.on('place', (_: unknown, answer: (data: unknown) => void) => answer({ ok: false }));
  });
}

await main();
