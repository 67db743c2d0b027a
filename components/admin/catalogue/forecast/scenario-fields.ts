import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import {
  fansMax,
  forecastSeatsMax,
  type Scenario,
  scenarioSchema,
} from '@/server/forecast/forecast.schema';
import { seatsPerPersonMaxMax } from '@/server/schedules/schedules.schema';

/** A field of the form: what it is called in a scenario, and how its number is turned into what a scenario has. */
export type ScenarioField = {
  name: 'fans' | 'seats' | keyof typeof usual;
  min: number;
  max: number;
  step?: number;
};

/** Without a schedule's: what a scenario assumes. */
const usual = scenarioSchema.parse({ fans: 1, seats: 1 });

export const saleFields: ScenarioField[] = [
  { name: 'seats', min: 1, max: forecastSeatsMax },
  { name: 'ratePerMinute', min: 1, max: 1_000_000 },
  { name: 'capacity', min: 1, max: 1_000_000 },
  { name: 'seatsPerPersonMax', min: 1, max: seatsPerPersonMaxMax },
  { name: 'holdMs', min: 1, max: 60 },
];

export const crowdFields: ScenarioField[] = [
  { name: 'lobbyShare', min: 0, max: 100 },
  { name: 'noShowShare', min: 0, max: 100 },
  { name: 'abandonShare', min: 0, max: 100 },
  { name: 'chooseMs', min: 0, max: 3_600 },
  { name: 'payMs', min: 0, max: 3_600 },
  { name: 'patienceMs', min: 1, max: 1_440 },
];

export const fansField: ScenarioField = { name: 'fans', min: 1, max: fansMax };

/** How many of a scenario's unit a field's own is: minutes, seconds, hundredths. */
const scales: Partial<Record<ScenarioField['name'], number>> = {
  ...{ holdMs: 60_000, patienceMs: 60_000, chooseMs: 1_000, payMs: 1_000 },
  ...{ lobbyShare: 0.01, noShowShare: 0.01, abandonShare: 0.01 },
};

/** What a schedule already says of its sale. */
export function scenarioOf(schedule: AdminSchedule): Scenario {
  const { seatsLeft, seatCount, admissionsPerMinute, passSeconds, lobbyMinutes } = schedule;
  return {
    ...usual,
    seats: Math.max(1, seatsLeft || seatCount),
    ratePerMinute: admissionsPerMinute,
    capacity: schedule.capacity,
    seatsPerPersonMax: schedule.seatsPerPersonMax,
    holdMs: schedule.holdSeconds * 1_000,
    reservationMs: schedule.reservationSeconds * 1_000,
    passMs: passSeconds * 1_000,
    lobbyMs: lobbyMinutes * 60_000,
  };
}

/** As the field shows it. */
export function shownIn({ name }: ScenarioField, scenario: Scenario): number {
  const value = Number(scenario[name]);
  return Math.round((value / (scales[name] ?? 1)) * 100) / 100;
}

/** The scenario that a form asks for; null of one that cannot be. */
export function readScenario(form: FormData, base: Scenario): Scenario | null {
  const given = [fansField, ...saleFields, ...crowdFields].map(({ name }) => {
    const value = Number(form.get(name)) * (scales[name] ?? 1);
    return [name, name.endsWith('Ms') ? Math.round(value) : value] as const;
  });
  const read = scenarioSchema.safeParse({ ...base, ...Object.fromEntries(given) });
  return read.success ? read.data : null;
}
