import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  runFile,
  type RunFile,
  secondLine,
  type SecondLine,
  waitsFile,
  type WaitsFile,
} from '@/load/report/run.schema';
import { usual } from '@/load/simulation';
import { forecast, type Forecast } from '@/server/forecast';
import { type ForecastRun, type Scenario, scenarioSchema } from '@/server/forecast/forecast.schema';
import { bold, green, red, StartError } from '../lib/say';
import { shownTime } from './table';

/** A forecast is right when it is as near as this to what came. */
export const nearEnough = 0.15;

/** What a run came to, ms: from the opening to the first second without a free seat; and the median wait to come in. */
export type Figures = { emptiedMs: number | null; waitMedianMs: number | null };
export type Measured = Figures & {
  /** Of those whom the rate allows by then, how many came in: a busy site lets in fewer, of itself. */
  letIn: number | null;
};

export type Comparison = {
  run: string;
  scenario: Scenario;
  forecast: Figures & Pick<Forecast, 'bound'>;
  measured: Measured;
  /** How far the forecast is off, as a share of what was measured; null where there is nothing to compare. */
  off: { emptied: number | null; waitMedian: number | null };
  ok: boolean;
};

export function validate(folder: string, run: ForecastRun): Comparison {
  const { file, seconds, waits } = readRun(folder);
  const scenario = scenarioOfRun(file);
  const measured = measure(file, seconds, waits);
  const { emptiedMs, wait, bound } = forecast(scenario, run);
  const predicted = {
    emptiedMs: emptiedMs?.p50 ?? null,
    waitMedianMs: wait?.medianMs.p50 ?? null,
  };
  const off = {
    emptied: offBy(predicted.emptiedMs, measured.emptiedMs),
    waitMedian: offBy(predicted.waitMedianMs, measured.waitMedianMs),
  };
  const ok = [off.emptied, off.waitMedian].every(
    (share) => share !== null && Math.abs(share) <= nearEnough,
  );
  return { run: file.id, scenario, forecast: { ...predicted, bound }, measured, off, ok };
}

const offBy = (predicted: number | null, real: number | null): number | null =>
  predicted === null || real === null || real === 0 ? null : predicted / real - 1;

type Run = { file: RunFile; seconds: SecondLine[]; waits: WaitsFile };

function readRun(folder: string): Run {
  const read = (name: string) => {
    try {
      return readFileSync(path.join(folder, name), 'utf8');
    } catch {
      throw new StartError(`${folder} is no folder of a run: it has no ${name}.`);
    }
  };
  const lines = read('seconds.ndjson').split('\n').filter(Boolean);
  return {
    file: runFile.parse(JSON.parse(read('run.json'))),
    seconds: lines.map((line) => secondLine.parse(JSON.parse(line))),
    waits: waitsFile.parse(JSON.parse(read('waits.json'))),
  };
}

/** The habits of `load/crowd/`: shares of `usual`, medians times `--think`, wishes of `inside.ts`. */
export function scenarioOfRun({ id, name: simulation, settings }: RunFile): Scenario {
  // Others' crowds come by other curves.
  if (simulation !== 'rush') throw new StartError(`The run ${id} is a ${simulation}, and no rush.`);
  const number = (name: string): number => {
    const value = settings[name];
    if (typeof value === 'number') return value;
    throw new StartError(`The run ${id} says nothing of its ${name}: it is no rush.`);
  };
  const think = number('think');
  return scenarioSchema.parse({
    fans: number('fans'),
    seats: number('seats'),
    ratePerMinute: number('rate'),
    capacity: number('capacity'),
    lobbyMs: number('lobbyS') * 1_000,
    ...{ curve: 'rush', lobbyShare: 0.6, afterMs: 60_000, takes: [35, 45, 8, 12] },
    ...{
      enterMs: usual.enterS * 1_000 * Math.min(1, think),
      chooseMs: usual.chooseS * 1_000 * think,
    },
    ...{ payMs: usual.payS * 1_000 * think, rechooseMs: 1_500, spread: 0.6 },
    ...{ noShowShare: usual.noShow, leaveShare: usual.leaves, abandonShare: usual.abandons },
    ...{ cancelShare: usual.cancels, mapShare: usual.choosesOnMap },
    // They press the button when they leave, but for those who leave seats behind; nobody tires of a moving line.
    ...{ silentShare: 0, silentAbandonShare: 1, patienceMs: null, emptyPatienceMs: 24_000 },
    // They see every seat, a request's time ago; three looks of some seconds when nothing is free.
    ...{ sightShare: 1, reactionMs: 100, lookAgainMs: 7_000, insidePatienceMs: 17_000 },
    uncertainty: 0,
  });
}

function measure(file: RunFile, seconds: SecondLine[], waits: WaitsFile): Measured {
  const { startedAt, opensAt, settings, wait } = file;
  if (!opensAt) throw new StartError(`The run ${file.id} has no opening: it is no rush.`);
  const opensAtS = (Date.parse(opensAt) - Date.parse(startedAt)) / 1_000;
  const isEmpty = ({ seats: { held, reserving, sold } }: SecondLine) =>
    held + reserving + sold >= Number(settings['seats']);
  const emptied = seconds.find(isEmpty);
  const sinceS = emptied ? Math.max(0, emptied.t + 0.5 - opensAtS) : 0;
  const allowed = (Number(settings['rate']) / 60) * sinceS;
  return {
    emptiedMs: emptied ? sinceS * 1_000 : null,
    waitMedianMs: wait?.p50Ms ?? medianOf(waits),
    letIn: emptied && allowed > 0 ? emptied.line.admitted / allowed : null,
  };
}

/** The median of the groups' medians, each as heavy as its people: near the truth where arrival says little of a wait. */
function medianOf(waits: WaitsFile): number | null {
  const sorted = waits.toSorted((a, b) => a.p50Ms - b.p50Ms);
  const all = sorted.reduce((sum, { fans }) => sum + fans, 0);
  let passed = 0;
  for (const { p50Ms, fans } of sorted) if ((passed += fans) >= all / 2) return p50Ms;
  return null;
}

export function comparisonLines({
  run,
  scenario,
  forecast: predicted,
  measured,
  off,
  ok,
}: Comparison) {
  const { fans, seats, ratePerMinute, capacity } = scenario;
  const { letIn } = measured;
  const time = (ms: number | null) => (ms === null ? 'never' : shownTime(ms)).padStart(14);
  const share = (value: number | null) =>
    (value === null ? '–' : `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)} %`).padStart(10);
  return [
    bold(`${run}: ${fans} people, ${seats} seats, ${ratePerMinute} a minute, ${capacity} inside`),
    `  no seat free: forecast${time(predicted.emptiedMs)}, measured${time(measured.emptiedMs)}${share(off.emptied)}`,
    `  median wait:  forecast${time(predicted.waitMedianMs)}, measured${time(measured.waitMedianMs)}${share(off.waitMedian)}`,
    ...(predicted.bound === 'rate' && letIn !== null
      ? [`  the site let in ${Math.round(letIn * 100)} % of what its rate allows until then`]
      : []),
    ok ? green(`  within ${nearEnough * 100} %`) : red(`  not within ${nearEnough * 100} %`),
  ];
}
