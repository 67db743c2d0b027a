/**
 * Frames a second of the 50,000-seat map while it is panned and zoomed, on a phone and on a desktop,
 * from Chromium's own trace: frames that reached the screen with the page's update in them.
 * The ceiling is the same hand on an empty canvas. `--quick` does a few seconds of each.
 */
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, type CDPSession, chromium } from 'playwright';
import { chromiumFlags, requireChromium } from '../lib/chromium';

const goalFps = 50;
const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const stepMs = 16;

type Screen = { name: string; width: number; height: number; ratio: number; touch: boolean };
const screens: Screen[] = [
  { name: '390', width: 390, height: 844, ratio: 3, touch: true },
  { name: '1440', width: 1440, height: 900, ratio: 1, touch: false },
];

type Frames = { fps: number; slowestMs: number };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'map-frames-'));
  const browser = await launch();
  try {
    const page = await writePage(folder);
    const goals = [];
    for (const screen of screens) {
      const empty = await measure(browser, `${page}#empty`, screen);
      const map = await measure(browser, page, screen);
      console.error(`${screen.name} px: map ${say(map)}, empty canvas ${say(empty)}`);
      goals.push(goalOf(screen, map, empty));
    }
    const met = goals.every((goal) => goal.met);
    console.log(JSON.stringify({ bench: 'map-frames', met, goals }));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function goalOf(screen: Screen, map: Frames, empty: Frames) {
  return {
    name: `pan and zoom of 50,000 seats at ${screen.name} px`,
    figure: round(map.fps),
    unit: 'frames/s',
    goal: goalFps,
    ceiling: round(empty.fps),
    ratio: round(map.fps / empty.fps),
    met: map.fps >= goalFps,
  };
}

async function launch(): Promise<Browser> {
  // Drawn by the processor, as on the machines that this is measured on.
  const args = [...chromiumFlags, '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath: await requireChromium(), args });
}

/** One self-contained page: the engine bundled, the site's tokens inlined. */
async function writePage(folder: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['scripts/bench/map-frames/page.ts'],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const tokens = readFileSync('components/ui/tokens.css', 'utf8');
  const file = join(folder, 'index.html');
  writeFileSync(
    file,
    `<!doctype html><meta name="viewport" content="width=device-width"><style>${tokens}
    body { margin: 0 } #map { position: fixed; inset: 0; touch-action: none }</style>
    <div id="map"></div><script>${outputFiles[0].text}</script>`,
  );
  return pathToFileURL(file).href;
}

async function measure(browser: Browser, url: string, screen: Screen): Promise<Frames> {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    deviceScaleFactor: screen.ratio,
    hasTouch: screen.touch,
    isMobile: screen.touch,
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForSelector('[data-ready]', { state: 'attached' });
    const cdp = await context.newCDPSession(page);
    await wait(1_000); // the first picture is not a gesture
    const hand = screen.touch ? new Fingers(cdp, screen) : new Mouse(cdp, screen);
    const trace = await traced(cdp, async () => {
      for (let round = 0; round < rounds; round++) await gesture(hand);
    });
    return framesOf(trace);
  } finally {
    await context.close();
  }
}

/** In to where seats have letters, across the stand in every direction, and out again. */
async function gesture(hand: Fingers | Mouse): Promise<void> {
  await hand.zoom(4, 700);
  await hand.pan(-150, -120, 500);
  await hand.zoom(3, 600);
  await hand.pan(140, -200, 500);
  await hand.pan(-140, 260, 500);
  await hand.zoom(1 / 3, 600);
  await hand.pan(150, 60, 500);
  await hand.zoom(1 / 4, 700);
}

class Fingers {
  constructor(
    private readonly cdp: CDPSession,
    private readonly screen: Screen,
  ) {}

  async pan(dx: number, dy: number, ms: number): Promise<void> {
    const { x, y } = middle(this.screen);
    await this.touch(ms, (share) => [{ x: x + dx * (share - 0.5), y: y + dy * (share - 0.5) }]);
  }

  async zoom(factor: number, ms: number): Promise<void> {
    const { x, y } = middle(this.screen);
    const [from, to] = factor > 1 ? [40, 40 * factor] : [40 / factor, 40];
    await this.touch(ms, (share) => {
      const half = from * (to / from) ** share;
      return [
        { x, y: y - half },
        { x, y: y + half },
      ];
    });
  }

  private async touch(ms: number, at: (share: number) => { x: number; y: number }[]) {
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
      this.cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : at(share).map((point, id) => ({ ...point, id })),
      });
    await send('touchStart', 0);
    await paced(ms, (share) => send('touchMove', share));
    await send('touchEnd', 1);
  }
}

class Mouse {
  constructor(
    private readonly cdp: CDPSession,
    private readonly screen: Screen,
  ) {}

  async pan(dx: number, dy: number, ms: number): Promise<void> {
    const { x, y } = middle(this.screen);
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', share: number) =>
      this.cdp.send('Input.dispatchMouseEvent', {
        type,
        x: x + 2 * dx * (share - 0.5),
        y: y + 2 * dy * (share - 0.5),
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: 1,
      });
    await send('mousePressed', 0);
    await paced(ms, (share) => send('mouseMoved', share));
    await send('mouseReleased', 1);
  }

  async zoom(factor: number, ms: number): Promise<void> {
    const steps = Math.round(ms / stepMs);
    const deltaY = -Math.log(factor) / 0.0022 / steps;
    const send = () =>
      this.cdp.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        ...middle(this.screen),
        deltaX: 0,
        deltaY,
      });
    await paced(ms, send);
  }
}

/** Input at the rate of a real hand's events, whatever the page makes of it. */
async function paced(ms: number, send: (share: number) => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  const steps = Math.round(ms / stepMs);
  const sent: Promise<unknown>[] = [];
  for (let step = 1; step <= steps; step++) {
    await wait(Math.max(0, startedAt + step * stepMs - performance.now()));
    sent.push(send(step / steps));
  }
  await Promise.all(sent);
}

type TraceEvent = {
  name: string;
  ph: string;
  ts: number;
  pid: number;
  id2?: { local?: string };
  args?: { frame_reporter?: { state?: string } };
};
type Trace = { events: TraceEvent[]; ms: number };

async function traced(cdp: CDPSession, work: () => Promise<void>): Promise<Trace> {
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline.frame'] },
  });
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await done;
  return { events, ms };
}

/**
 * Chromium reports each frame of a page as a span that ends when it is on screen. Only those with
 * the page's own update count (PRESENTED_ALL): the compositor alone can show the old picture again.
 */
function framesOf({ events, ms }: Trace): Frames {
  const spans = events.filter(({ name }) => name === 'PipelineReporter');
  const keyOf = (event: TraceEvent) => `${event.pid}:${event.id2?.local}`;
  const open = new Set<string>();
  const shownAt: number[] = [];
  for (const span of spans.sort((a, b) => a.ts - b.ts)) {
    if (span.ph === 'b' && span.args?.frame_reporter?.state === 'STATE_PRESENTED_ALL')
      open.add(keyOf(span));
    if (span.ph === 'e' && open.delete(keyOf(span))) shownAt.push(span.ts / 1_000);
  }
  const gaps = shownAt.slice(1).map((at, i) => at - shownAt[i]);
  return { fps: (shownAt.length / ms) * 1_000, slowestMs: Math.max(0, ...gaps) };
}

const middle = ({ width, height }: Screen) => ({ x: width / 2, y: height / 2 });
const round = (value: number) => Math.round(value * 100) / 100;
const say = ({ fps, slowestMs }: Frames) =>
  `${fps.toFixed(1)} frames/s (slowest ${slowestMs.toFixed(0)} ms)`;

await main();
