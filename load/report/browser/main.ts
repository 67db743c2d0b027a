import uPlot from 'uplot';
import type { Drawn } from '../page/document';
import type { Plot } from '../plots';
import { clock, number } from '../words/format';

/**
 * Draws the plots of the language that shows, each as wide as its place, and again when the theme, the width, the language or
 * the paper changes. Pointing at one moves the cursor of all that share its axis.
 */

const drawn = JSON.parse(document.getElementById('drawn')!.textContent) as Drawn;
const together = uPlot.sync('time');
const dashes = { solid: [], dashed: [6, 3], dotted: [1.5, 3] };
let alive: { chart: uPlot; host: HTMLElement }[] = [];

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** On an axis there is room for few signs: 12k. */
const brief = (value: number) =>
  Math.abs(value) >= 10_000 ? `${number(value / 1_000)}k` : number(value);

/** Where lines of time are drawn: at whole and half minutes, not at every hundred seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

type AxisParts = { values: (at: number) => string; size: number; isTime: boolean; isLog?: boolean };

function axisOf({ values, size, isTime, isLog }: AxisParts): uPlot.Axis {
  const grid = { stroke: token('line'), width: 1 };
  // Of a logarithmic axis the powers of ten are enough.
  const powers = (_: uPlot, at: number[]) =>
    at.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));
  return {
    ...(isLog ? { filter: powers } : {}),
    ...(isTime ? { incrs: timeSteps } : {}),
    ...{ stroke: token('muted'), size, grid: isLog ? { ...grid, filter: powers } : grid },
    ...{ ticks: { ...grid, size: 4, show: !isLog }, gap: 4 },
    font: '12px system-ui, sans-serif',
    // A logarithmic axis leaves some of its ticks without a word.
    values: (_, at) => at.map((value) => (value === null ? '' : values(value))),
  };
}

/** Vertical lines at the opening, at the last seat and where phases begin, each with its word. */
function marksOf(plot: Plot): uPlot.Plugin {
  const names = drawn.labels[document.documentElement.lang]!.marks;
  const drawMarks = (chart: uPlot) => {
    const { ctx, bbox } = chart;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.strokeStyle = token('edge');
    ctx.fillStyle = token('muted');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    let free = -Infinity;
    drawn.marks.forEach(({ at }, n) => {
      const left = chart.valToPos(at, 'x', true);
      if (left < bbox.left || left > bbox.left + bbox.width) return;
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(names[n]!).width;
      const fits = left + 4 * ratio + width < bbox.left + bbox.width;
      const from = fits ? left + 4 * ratio : left - 4 * ratio - width;
      // A word that would lie over the one before is left out; its line stays.
      if (from < free) return;
      ctx.fillText(names[n]!, from, bbox.top + 11 * ratio);
      free = from + width + 4 * ratio;
    });
    ctx.restore();
  };
  return { hooks: plot.along === 'time' ? { draw: drawMarks } : {} };
}

/** Writes the values under the cursor beside their names in the legend. */
function sayValues(plot: Plot, host: HTMLElement) {
  const places = plot.series.map((_, n) =>
    host.closest('figure')!.querySelector(`[data-live="${plot.id}:${n}"]`),
  );
  return (chart: uPlot) => {
    plot.series.forEach(({ points }, n) => {
      const value = points[chart.cursor.idx ?? -1] ?? null;
      const say = plot.unit === 'seconds' ? clock : number;
      places[n]!.textContent = value === null ? '' : say(value);
    });
  };
}

const isSeen = (value: number | null) => value !== null;

function seriesOf(plot: Plot): uPlot.Series[] {
  const labels = drawn.labels[document.documentElement.lang]!.lines[plot.id]!;
  const lines = plot.series.map(({ colour, dash, points }, n): uPlot.Series => ({
    ...{ label: labels[n], stroke: token(colour), width: 1.75, dash: dashes[dash] },
    // Where little was measured, that shows as points: the lines between only help the eye.
    ...{
      spanGaps: true,
      points: { show: points.filter(isSeen).length < plot.x.length / 2, size: 4 },
    },
  }));
  return [{}, ...lines];
}

function axesOf({ along, unit, scale }: Plot): uPlot.Axis[] {
  const isTime = along === 'time';
  const isWait = unit === 'seconds';
  return [
    axisOf({ values: isTime ? clock : (at) => `${at} %`, size: 28, isTime }),
    axisOf({ values: isWait ? clock : brief, size: 48, isTime: isWait, isLog: scale === 'log' }),
  ];
}

function draw(plot: Plot, host: HTMLElement, width: number): uPlot {
  const isLog = plot.scale === 'log';
  const isSmall = host.closest('.small') !== null;
  const rangeOf = (_: uPlot, low: number, high: number): uPlot.Range.MinMax =>
    isLog
      ? uPlot.rangeLog(Math.max(low, 0.1), Math.max(high, 1), 10, true)
      : [0, high > 0 ? high * 1.12 : 1];
  // A logarithm has no nothing: what took less than a tenth of a millisecond is drawn as that.
  const points = plot.series.map((series) =>
    isLog ? series.points.map((value) => value && Math.max(value, 0.1)) : series.points,
  );
  return new uPlot(
    {
      ...{ width, height: isSmall ? 150 : 220, legend: { show: false } },
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot's enum has types and no values
      scales: { x: { time: false }, y: { distr: isLog ? 3 : 1, range: rangeOf } },
      axes: axesOf(plot),
      series: seriesOf(plot),
      cursor: {
        ...{ y: false, drag: { x: false, y: false } },
        ...(plot.along === 'time' ? { sync: { key: together.key } } : {}),
      },
      hooks: { setCursor: [sayValues(plot, host)] },
      plugins: [marksOf(plot)],
    },
    [plot.x, ...points],
    host,
  );
}

/** Everything anew: of the language that shows, in the colours that hold now. */
function drawAll(widthMax = Infinity) {
  for (const { chart } of alive) chart.destroy();
  const shown = document.querySelector(`[data-language="${document.documentElement.lang}"]`)!;
  alive = [...shown.querySelectorAll<HTMLElement>('[data-plot]')].flatMap((host) => {
    const plot = drawn.plots.find(({ id }) => id === host.dataset.plot);
    if (!plot) return [];
    return [{ chart: draw(plot, host, Math.min(host.clientWidth, widthMax)), host }];
  });
}

function speak(language: string) {
  document.documentElement.lang = language;
  document.title = drawn.titles[language]!;
  drawAll();
}

const languages = Object.keys(drawn.titles);
const asked = location.hash.slice(1);
speak(languages.includes(asked) ? asked : languages[0]!);

for (const button of document.querySelectorAll('[data-switch]'))
  button.addEventListener('click', () => {
    const next = languages.find((language) => language !== document.documentElement.lang)!;
    history.replaceState(null, '', `#${next}`);
    speak(next);
    document
      .querySelector<HTMLElement>(`[data-language="${next}"] [data-switch]`)
      ?.focus({ preventScroll: true });
  });

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll());

new ResizeObserver(() => {
  for (const { chart, host } of alive)
    if (host.clientWidth > 0 && host.clientWidth !== chart.width)
      chart.setSize({ width: host.clientWidth, height: chart.height });
}).observe(document.body);

// Paper is white, and as wide as it is.
addEventListener('beforeprint', () => {
  document.documentElement.classList.add('light');
  drawAll(640);
});
addEventListener('afterprint', () => {
  document.documentElement.classList.remove('light');
  drawAll();
});
