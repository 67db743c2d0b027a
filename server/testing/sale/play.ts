import type { Sale } from './sale';
import * as cards from './card-steps';
import {
  type CardOrder,
  isLookedAfter,
  mayBeApproved,
  mayGoBackUnheard,
  ordersOf,
} from './card-model';
import * as faults from './fault-steps';
import * as holds from './hold-steps';
import * as money from './money-steps';
import { fanCount, type Step } from './steps';
import { type Fan, isLive } from './model';

const laterCharge = 200_000;

/** Does a step with the product's own verbs, and checks everything after it. */
export async function play(sale: Sale, step: Step): Promise<void> {
  if ((await act(sale, aim(sale, step))) !== false) await sale.check();
}

const last = ({ reservations }: Fan) => reservations.at(-1);
const hasHold = ({ hold }: Fan) => hold !== null && !hold.isOver && !hold.reservation;
const mayHold = ({ passId, hold }: Fan) => passId !== null && !hold?.reservation;
const hasOrder = (suits: (order: CardOrder) => boolean) => (fan: Fan) => ordersOf(fan).some(suits);
const mayPay = (fan: Fan) => last(fan)?.status === 'RESERVING';

/** Who can do a step and have it do something. */
const able: Partial<Record<Step['do'], (fan: Fan) => boolean>> = {
  enter: ({ passId }) => passId === null,
  hold: mayHold,
  holdBest: mayHold,
  release: hasHold,
  releaseSeat: hasHold,
  reserve: hasHold,
  reserveAtOnce: hasHold,
  crashReserving: hasHold,
  holdEnds: hasHold,
  pay: mayPay,
  payAtOnce: mayPay,
  payAndCancel: mayPay,
  payTimeEnds: mayPay,
  cancel: (fan) => fan.reservations.some(isLive),
  cancelAtOnce: (fan) => fan.reservations.some(isLive),
  passEnds: ({ passId }) => passId !== null,
  passRunsOut: ({ passId }) => passId !== null,
  cardOpen: mayPay,
  cardConfirm: mayPay,
  cardCrash: mayPay,
  cardTooLate: mayPay,
  cardApprovedUnheard: hasOrder(mayBeApproved),
  cardAges: hasOrder(isLookedAfter),
  cardLook: hasOrder(isLookedAfter),
  cardBackUnheard: hasOrder(mayGoBackUnheard),
};

/** Most steps are of somebody who can do them, or little would ever be sold. */
function aim({ model }: Sale, step: Step): Step {
  if (!('who' in step) || typeof step.who !== 'number') return step;
  const isAble = able[step.do] ?? (() => true);
  const among = [...model.fans.keys()].filter((n) => isAble(model.fans[n]!));
  const isAimed = step.who >= fanCount && among.length > 0;
  return { ...step, who: isAimed ? among[step.who % among.length]! : step.who % fanCount } as Step;
}

type Act = Promise<void | false>;

const ofOne = {
  enter: holds.enter,
  holdAgain: holds.holdAgain,
  release: holds.release,
  reserve: holds.reserve,
  reserveAtOnce: holds.reserveAtOnce,
  crashReserving: holds.crashReserving,
  passEnds: holds.passEnds,
  holdEnds: faults.holdEnds,
  passRunsOut: faults.passRunsOut,
  cardOpen: cards.cardOpen,
  cardCrash: cards.cardCrash,
  cardTooLate: cards.cardTooLate,
  cardApprovedUnheard: cards.cardApprovedUnheard,
  cardAges: cards.cardAges,
  cardBackUnheard: cards.cardBackUnheard,
} satisfies Record<string, (sale: Sale, who: number) => Act>;

const ofMoney = {
  pay: money.pay,
  payAtOnce: money.payAtOnce,
  payAndCancel: money.payAndCancel,
  cancelAtOnce: money.cancelAtOnce,
  payTimeEnds: money.payTimeEnds,
} satisfies Record<string, (sale: Sale, who: number, back: number) => Act>;

const ofNobody = {
  sweep: faults.sweep,
  ship: faults.ship,
  drain: faults.drain,
  deliverAgain: faults.deliverAgain,
  reconcile: faults.reconcile,
  minutePasses: faults.minutePasses,
  redisEmptied: faults.redisEmptied,
  rebuild: faults.rebuild,
  remember: faults.remember,
  rewind: faults.rewind,
  repair: faults.repair,
  giveBack: cards.giveBack,
  settleCards: cards.settleCards,
} satisfies Record<string, (sale: Sale) => Act>;

/** False when there was nothing to do. */
function act(sale: Sale, step: Step): Act {
  if (step.do in ofNobody) return ofNobody[step.do as keyof typeof ofNobody](sale);
  switch (step.do) {
    case 'hold':
      return holds.hold(sale, step.who, step.seats);
    case 'holdBest':
      return holds.holdBest(sale, step.who, step.count);
    case 'holdAtOnce':
      return holds.holdAtOnce(sale, step.who, step.seats);
    case 'releaseSeat':
      return holds.release(sale, step.who, step.seat);
    case 'cancel':
      return money.cancel(sale, step.who, step.back, step.as);
    case 'cardConfirm':
      return cards.cardConfirm(sale, step.who, step.fate);
    case 'cardLook':
      return cards.cardLook(sale, step.who, step.fate);
    case 'charge':
      return sale.charge(step.who, laterCharge);
    case 'reserveAgain':
      return holds.sendAgain(sale, 'reserve', step.who);
    case 'payAgain':
      return holds.sendAgain(sale, 'pay', step.who);
    case 'cancelAgain':
      return holds.sendAgain(sale, 'cancel', step.who);
    case 'pay':
    case 'payAtOnce':
    case 'payAndCancel':
    case 'cancelAtOnce':
    case 'payTimeEnds':
      return ofMoney[step.do](sale, step.who, step.back);
    default:
      return ofOne[step.do as keyof typeof ofOne](sale, (step as { who: number }).who);
  }
}
