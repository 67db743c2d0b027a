import fc from 'fast-check';
import { seatCount } from './hall';

export const fanCount = 5;

/** What can happen in a sale. People are numbers, so that a failing run can be read and typed in again. */
export type Step =
  | { do: 'hold'; who: number; seats: number[] }
  | { do: 'holdBest'; who: number; count: number }
  | { do: 'holdAtOnce'; who: number[]; seats: number[] }
  | { do: 'releaseSeat'; who: number; seat: number }
  | { do: 'pay' | 'payAtOnce' | 'payAndCancel' | 'cancelAtOnce'; who: number; back: number }
  | { do: 'cancel'; who: number; back: number; as: 'fan' | 'staff' }
  | { do: 'payTimeEnds'; who: number; back: number }
  | { do: 'cardConfirm' | 'cardLook'; who: number; fate: GatewayFate }
  | { do: PersonalStep; who: number }
  | { do: CommonStep };

/** What becomes of a confirmation at the gateway: its answer breaks off, or says nothing that could be relied on. */
export type GatewayFate = (typeof fates)[number];

type PersonalStep = (typeof personal)[number];
type CommonStep = (typeof common)[number];

const personal = [
  'enter',
  'charge',
  'holdAgain',
  'release',
  'reserve',
  'reserveAgain',
  'reserveAtOnce',
  'crashReserving',
  'payAgain',
  'cancelAgain',
  'holdEnds',
  'passEnds',
  'passRunsOut',
  'cardOpen',
  'cardCrash',
  'cardTooLate',
  'cardApprovedUnheard',
  'cardAges',
  'cardBackUnheard',
] as const;

const common = [
  'sweep',
  'ship',
  'drain',
  'deliverAgain',
  'reconcile',
  'minutePasses',
  'redisEmptied',
  'rebuild',
  'remember',
  'rewind',
  'repair',
  'giveBack',
  'settleCards',
] as const;

/** Below `fanCount` a person, whatever state they are in; above, somebody who can do the step now. */
const who = fc.nat(6 * fanCount - 1);
const person = fc.nat(fanCount - 1);
/** The person's last reservation, or the one before. */
const back = fc.constantFrom(0, 0, 0, 1);
const seats = fc.uniqueArray(fc.nat(seatCount - 1), { minLength: 1, maxLength: 3 });
const fates = ['approves', 'declines', 'breaksOff', 'saysNothing'] as const;
const fate = fc.constantFrom(...fates);
/** Four could be two and two, which is another test's. */
const count = fc.integer({ min: 1, max: 3 });
const kind = <T extends string>(name: T) => fc.constant(name);

const weights: Record<PersonalStep | CommonStep, number> = {
  enter: 9,
  charge: 2,
  holdAgain: 3,
  release: 2,
  reserve: 14,
  reserveAgain: 2,
  reserveAtOnce: 2,
  crashReserving: 3,
  payAgain: 2,
  cancelAgain: 1,
  holdEnds: 2,
  passEnds: 1,
  passRunsOut: 1,
  cardOpen: 3,
  cardCrash: 4,
  cardTooLate: 6,
  cardApprovedUnheard: 3,
  cardAges: 2,
  cardBackUnheard: 1,
  sweep: 3,
  ship: 1,
  drain: 5,
  deliverAgain: 2,
  reconcile: 3,
  minutePasses: 2,
  redisEmptied: 1,
  rebuild: 1,
  remember: 2,
  rewind: 1,
  repair: 4,
  giveBack: 2,
  settleCards: 1,
};

const many = <S>(weight: number, arbitrary: fc.Arbitrary<S>) =>
  Array.from({ length: weight }, () => arbitrary);

/** Steps as likely as they are interesting; one entry a share, as `fc.commands` has no weights. */
export const steps: fc.Arbitrary<Step>[] = [
  ...many(10, fc.record({ do: kind('hold'), who, seats })),
  ...many(4, fc.record({ do: kind('holdBest'), who, count })),
  ...many(
    2,
    fc.record({
      do: kind('holdAtOnce'),
      who: fc.uniqueArray(person, { minLength: 2, maxLength: fanCount }),
      seats,
    }),
  ),
  ...many(2, fc.record({ do: kind('releaseSeat'), who, seat: fc.nat(seatCount - 1) })),
  ...many(14, fc.record({ do: kind('pay'), who, back })),
  ...many(4, fc.record({ do: kind('payAtOnce'), who, back })),
  ...many(4, fc.record({ do: kind('payAndCancel'), who, back })),
  ...many(4, fc.record({ do: kind('cancel'), who, back, as: fc.constantFrom('fan', 'staff') })),
  ...many(1, fc.record({ do: kind('cancelAtOnce'), who, back })),
  ...many(3, fc.record({ do: kind('payTimeEnds'), who, back })),
  ...many(8, fc.record({ do: kind('cardConfirm'), who, fate })),
  ...many(9, fc.record({ do: kind('cardLook'), who, fate })),
  ...personal.flatMap((name) => many(weights[name], fc.record({ do: kind(name), who }))),
  ...common.flatMap((name) => many(weights[name], fc.record({ do: kind(name) }))),
];
