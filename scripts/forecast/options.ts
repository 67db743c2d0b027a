import { parseArgs } from 'node:util';
import {
  forecastRunSchema,
  type ForecastRun,
  type Scenario,
  scenarioSchema,
} from '@/server/forecast/forecast.schema';
import { StartError } from '../lib/say';

type Reader = (text: string) => unknown;

/** `5m`, `90s`, `1h`, `250ms`: a duration has its unit. */
export function readDuration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (!parts)
    throw new StartError(`“${text}” is no duration: give a number and its unit (ms, s, m or h).`);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[parts[2] as 'ms' | 's' | 'm' | 'h'];
  return Math.round(Number(parts[1]) * unit);
}

export function readShare(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  if (!parts) throw new StartError(`“${text}” is no share: give a percentage, such as 70%.`);
  return Number(parts[1]) / 100;
}

export function readCount(text: string): number {
  const digits = text.trim().replaceAll(/[_,]/g, '');
  if (!/^\d+$/.test(digits)) throw new StartError(`“${text}” is no whole number.`);
  return Number(digits);
}

const readMaybeDuration: Reader = (text) => (text === 'none' ? null : readDuration(text));
const readTakes: Reader = (text) => text.split(',').map(readCount);
const readFactor: Reader = (text) => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new StartError(`“${text}” is no number.`);
  return Number(text);
};

/** Option -> where it goes, how it is read, and what it says. */
const scenarioOptions: Record<string, [keyof Scenario, Reader, string]> = {
  fans: ['fans', readCount, 'how many people come (300000)'],
  seats: ['seats', readCount, 'how many seats are for sale (12000)'],
  rate: ['ratePerMinute', readCount, 'most people let in a minute'],
  capacity: ['capacity', readCount, 'most people inside at once'],
  'per-person': ['seatsPerPersonMax', readCount, 'most seats for one person'],
  hold: ['holdMs', readDuration, 'how long chosen seats are kept (5m)'],
  reservation: ['reservationMs', readDuration, 'how long an unpaid reservation is kept'],
  pass: ['passMs', readDuration, 'how long somebody may be inside'],
  arrivals: ['curve', String, 'how people arrive: deadline, flash or even'],
  lobby: ['lobbyShare', readShare, 'who comes before the opening (70%)'],
  'lobby-opens': ['lobbyMs', readDuration, 'how long before the opening the lobby opens'],
  after: ['afterMs', readDuration, 'for how long people come after it'],
  patience: ['patienceMs', readMaybeDuration, 'mean wait before giving up, or none'],
  'empty-patience': ['emptyPatienceMs', readMaybeDuration, 'the same, with no seat free'],
  'no-show': ['noShowShare', readShare, 'invited people who never answer'],
  enter: ['enterMs', readDuration, 'median time to answer an invitation'],
  think: ['chooseMs', readDuration, 'median time to choose seats'],
  pay: ['payMs', readDuration, 'median time from the hold to the payment'],
  spread: ['spread', readFactor, 'sigma of the log-normal around those medians'],
  takes: ['takes', readTakes, 'how many want 1,2,3,… seats (20,50,10,20)'],
  leave: ['leaveShare', readShare, 'who sees the seats and wants none'],
  abandon: ['abandonShare', readShare, 'who holds seats and never pays'],
  cancel: ['cancelShare', readShare, 'who cancels after paying'],
  uncertainty: ['uncertainty', readFactor, 'how far crowds differ from these, sigma of a factor'],
};

const runOptions: Record<string, [keyof ForecastRun, Reader, string]> = {
  seeds: ['seeds', readCount, 'how many crowds are simulated'],
  seed: ['seed', readCount, 'the first of them'],
};

export type Asked =
  | { kind: 'help' }
  | { kind: 'forecast'; scenario: Scenario; run: ForecastRun; json: boolean }
  | { kind: 'validate'; folders: string[]; run: ForecastRun; json: boolean };

/** What was asked for. Anything wrong with it is a StartError of one sentence. */
export function readArguments(argv: string[]): Asked {
  const text = (name: string) => [name, { type: 'string' }] as const;
  const names = [...Object.keys(scenarioOptions), ...Object.keys(runOptions)];
  const flags = {
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    validate: { type: 'boolean' },
  };
  const { values, positionals } = parse(argv, {
    ...Object.fromEntries(names.map(text)),
    ...flags,
  } as Options);
  if (values['help']) return { kind: 'help' };
  const json = values['json'] === true;
  const run = check(forecastRunSchema, take(runOptions, values), runOptions);
  if (values['validate']) {
    if (positionals.length === 0)
      throw new StartError('--validate wants the folders of one or more runs of npm run load.');
    return { kind: 'validate', folders: positionals, run, json };
  }
  if (positionals.length > 0)
    throw new StartError(`“${positionals[0]}” is no option: see npm run forecast -- --help.`);
  for (const name of ['fans', 'seats'])
    if (values[name] === undefined)
      throw new StartError(`--${name} is missing: ${scenarioOptions[name]![2]}.`);
  const scenario = check(scenarioSchema, take(scenarioOptions, values), scenarioOptions);
  return { kind: 'forecast', scenario, run, json };
}

type Options = Record<string, { type: 'string' | 'boolean' }>;
type Values = Record<string, string | boolean | undefined>;

function parse(args: string[], options: Options): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args, options, allowPositionals: true }) as {
      values: Values;
      positionals: string[];
    };
  } catch (error) {
    throw new StartError((error as Error).message.split('. ')[0]!);
  }
}

type Table = Record<string, [string, Reader, string]>;

function take(table: Table, values: Values): Record<string, unknown> {
  const given = Object.entries(table).filter(([name]) => typeof values[name] === 'string');
  return Object.fromEntries(
    given.map(([name, [field, read]]) => [field, read(values[name] as string)]),
  );
}

type Parsed<T> = { success: true; data: T } | { success: false; error: { issues: Issue[] } };
type Issue = { path: PropertyKey[]; message: string };

function check<T>(
  schema: { safeParse: (input: unknown) => Parsed<T> },
  input: unknown,
  table: Table,
): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const name = Object.keys(table).find((option) => table[option]![0] === path[0]);
  throw new StartError(`--${name}: ${message}.`);
}

/** Every option, with what it is unless it is given. */
export function helpLines(): string[] {
  const defaults = {
    ...scenarioSchema.parse({ fans: 1, seats: 1 }),
    ...forecastRunSchema.parse({}),
  };
  const line = ([name, [field, , says]]: [string, [string, Reader, string]]) => {
    const usual = ['fans', 'seats'].includes(name) ? '' : ` [${shown(name, defaults, field)}]`;
    return `  --${name.padEnd(16)} ${says}${usual}`;
  };
  return [
    'npm run forecast -- --fans 300000 --seats 12000 [options]',
    'npm run forecast -- --validate .data/load/RUN…   compares it with runs that were real',
    '',
    ...Object.entries({ ...scenarioOptions, ...runOptions } as Table).map(line),
    `  --${'json'.padEnd(16)} one line of JSON in place of the table`,
  ];
}

function shown(name: string, defaults: Record<string, unknown>, field: string): string {
  const value = defaults[field];
  const reader = ({ ...scenarioOptions, ...runOptions } as Table)[name]![1];
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.join(',');
  if (reader === readShare) return `${Number(value) * 100}%`;
  if (reader === readDuration || reader === readMaybeDuration) return `${Number(value) / 1_000}s`;
  return String(value);
}
