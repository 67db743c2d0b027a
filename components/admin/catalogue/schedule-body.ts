import { grades } from '@/server/venues/layout.schema';
import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import type { OrphanRule } from '@/server/seats/orphans.schema';
import type { SeatsAwayMode } from '@/server/seats/seats.schema';
import { fromKoreaField, toKoreaField } from './korea-time';

/** What the form says. Fields that it does not show are left out. */
export type ScheduleBody = {
  layoutId?: string;
  startsAt?: string;
  opensAt?: string;
  closesAt?: string;
  lobbyMinutes?: number;
  admissionsPerMinute?: number;
  capacity?: number;
  presaleShare?: number;
  seatsPerPersonMax?: number;
  holdSeconds?: number;
  requiresVerifiedEmail: boolean;
  requiresIdentity: boolean;
  seatsAwayMode: SeatsAwayMode;
  orphanRule?: OrphanRule;
  prices?: { grade: string; price: number }[];
  /** In ascending order. */
  blockedSeats?: number[];
};

export function readForm(data: FormData): ScheduleBody {
  const field = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const number = (name: string) => {
    const text = field(name);
    return text === undefined ? undefined : Number(text);
  };
  const holdMinutes = number('holdMinutes');
  const presalePercent = number('presalePercent');
  const prices = grades.flatMap((grade) => {
    const price = number(`price.${grade}`);
    return price === undefined ? [] : [{ grade, price }];
  });
  return {
    layoutId: field('layoutId'),
    startsAt: fromKoreaField(field('startsAt') ?? ''),
    opensAt: fromKoreaField(field('opensAt') ?? ''),
    closesAt: fromKoreaField(field('closesAt') ?? ''),
    lobbyMinutes: number('lobbyMinutes'),
    admissionsPerMinute: number('admissionsPerMinute'),
    capacity: number('capacity'),
    presaleShare: presalePercent === undefined ? undefined : presalePercent / 100,
    seatsPerPersonMax: number('seatsPerPersonMax'),
    holdSeconds: holdMinutes && holdMinutes * 60,
    requiresVerifiedEmail: field('requiresVerifiedEmail') !== undefined,
    requiresIdentity: field('requiresIdentity') !== undefined,
    seatsAwayMode: field('sellsOnWithoutSeats') === undefined ? 'pause' : 'degraded',
    orphanRule: field('orphanRule') as OrphanRule | undefined,
    prices: prices.length > 0 ? prices : undefined,
  };
}

const sameMinute = (a: string, b: string | undefined) =>
  b !== undefined && toKoreaField(a) === toKoreaField(b);

/** The fields of the body that differ from the schedule: an untouched price is not a change of prices. */
export function changesOf(schedule: AdminSchedule, body: ScheduleBody): Partial<ScheduleBody> {
  const { layoutId: _fixed, prices, blockedSeats, startsAt, opensAt, closesAt, ...rest } = body;
  const changed = Object.entries(rest).filter(
    ([name, value]) => value !== undefined && value !== schedule[name as keyof AdminSchedule],
  );
  const times = Object.entries({ startsAt, opensAt, closesAt: closesAt ?? startsAt }).filter(
    ([name, time]) => time && !sameMinute(schedule[name as 'startsAt'], time),
  );
  const priced = prices?.some(
    ({ grade, price }) => schedule.grades.find((one) => one.grade === grade)?.price !== price,
  );
  return {
    ...Object.fromEntries(changed),
    ...Object.fromEntries(times),
    ...(priced && { prices }),
    ...(blockedSeats?.join() !== schedule.blockedSeats.join() && { blockedSeats }),
  };
}
