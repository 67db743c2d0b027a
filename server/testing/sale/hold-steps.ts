import { expect } from 'vitest';
import { endPass, holdSeats, releaseHold, startReserving } from '@/server/holds';
import type { HoldSeatsInput, HoldView } from '@/server/holds/holds.schema';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { reserveHold } from '@/server/reservations';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import { aPass } from '@/server/testing';
import { rowSeats } from './hall';
import { type Outcome, outcomeOf, type Sale } from './sale';

export async function enter({ scheduleId, people, model }: Sale, who: number) {
  model.fans[who]!.passId = await aPass(people[who]!, scheduleId);
}

function holdCommand(sale: Sale, who: number, input: HoldSeatsInput) {
  const passId = sale.model.fans[who]!.passId ?? newId();
  const { scheduleId } = sale;
  const command = { scheduleId, passId, input, idempotency: sale.key(who) };
  return () => holdSeats(sale.people[who]!, command);
}

/** A hold that was given: the seats that are now the person's beside those that were. */
function noteHold(sale: Sale, who: number, { value }: Outcome<HoldView>) {
  if (!value) return;
  const before = sale.model.fans[who]!.hold;
  const known = before && !before.isOver ? before.seats : [];
  const all = value.seats.map(({ seatId }) => seatId);
  sale.holdIds.set(who, value.id);
  const taken = all.filter((seat) => !known.includes(seat));
  sale.model.hold(sale.model.fans[who]!, value.id, taken);
  if (sale.model.isSure)
    expect(sale.model.fans[who]!.hold!.seats.toSorted()).toEqual(all.toSorted());
}

export async function hold(sale: Sale, who: number, seatIds: number[]) {
  const fan = sale.model.fans[who]!;
  const outcome = await sale.send('hold', who, holdCommand(sale, who, { seatIds }));
  const refused = sale.model.beginHold(fan);
  if (sale.model.isSure)
    sale.expectWord(outcome.word, refused ?? sale.model.answerHold(fan, seatIds));
  noteHold(sale, who, outcome);
}

/** Which seats are the best is another test's; here they must be free, as many as asked, or not to be had. */
export async function holdBest(sale: Sale, who: number, count: number) {
  const { model } = sale;
  const fan = model.fans[who]!;
  const input = { bestAvailable: { grade: 'R' as const, count } };
  const outcome = await sale.send('hold', who, holdCommand(sale, who, input));
  const refused = model.beginHold(fan);
  if (!model.isSure) return noteHold(sale, who, outcome);
  if (refused) return sale.expectWord(outcome.word, refused);
  // Where no row has room, holds that are over are swept before the answer.
  if (!model.hasRun(count, rowSeats)) model.sweepHolds();
  sale.expectWord(outcome.word, 'ok', 'sold_out', 'no_seats_together', 'seats_over_limit');
  expect(outcome.word === 'sold_out').toBe(!model.hasRun(1, rowSeats));
  if (outcome.word === 'no_seats_together') expect(model.hasRun(count, rowSeats)).toBe(false);
  if (outcome.word === 'seats_over_limit') expect(model.fits(fan, count)).toBe(false);
  if (!outcome.value) return;
  const known = fan.hold && !fan.hold.isOver ? fan.hold.seats : [];
  const taken = outcome.value.seats
    .map(({ seatId }) => seatId)
    .filter((seat) => !known.includes(seat));
  expect(taken).toHaveLength(count);
  expect(model.answerHold(fan, taken)).toBe('ok');
  noteHold(sale, who, outcome);
}

/** Several people want the same seats at once: one has them, where anybody could. */
export async function holdAtOnce(sale: Sale, who: number[], seatIds: number[]) {
  const { model } = sale;
  const ready = who.filter((each) => model.fans[each]!.passId && !model.fans[each]!.hold);
  if (!model.isSure || model.digits === null || ready.length < 2) return false;
  const words = ready.map((each) => model.answerHold(model.fans[each]!, seatIds));
  const outcomes = await Promise.all(
    ready.map((each) => sale.send('hold', each, holdCommand(sale, each, { seatIds }))),
  );
  const held = outcomes.filter(({ word }) => word === 'ok');
  expect(held).toHaveLength(words.includes('ok') ? 1 : 0);
  for (const [n, outcome] of outcomes.entries()) {
    sale.expectWord(outcome.word, words[n]!, 'seat_taken');
    noteHold(sale, ready[n]!, outcome);
  }
}

/** A hold's key again: the same answer, whatever became of the hold. */
export async function holdAgain(sale: Sale, who: number) {
  const sent = sale.sent.hold.get(who);
  if (!sent || !sale.model.isSure) return false;
  const again = (await sent.again()) as HoldView;
  expect({ ...again, serverNow: '' }).toEqual({ ...(sent.answer as HoldView), serverNow: '' });
}

export async function release(sale: Sale, who: number, seat?: number) {
  const holdId = sale.holdIds.get(who);
  if (!holdId) return false;
  const fan = sale.model.fans[who]!;
  const { word } = await outcomeOf(() => releaseHold(sale.people[who]!, holdId, seat));
  if (!sale.model.isSure) return;
  const isCurrent = fan.hold?.id === holdId;
  sale.expectWord(word, isCurrent ? sale.model.release(fan, seat) : 'not_found');
}

export async function passEnds(sale: Sale, who: number) {
  const fan = sale.model.fans[who]!;
  const { passId } = fan;
  if (!passId) return false;
  await endPass({ scheduleId: sale.scheduleId, accountId: sale.people[who]!.id, passId });
  sale.model.endPass(fan, passId);
}

/** The process stops between the script and the statement. */
export async function crashReserving(sale: Sale, who: number) {
  const holdId = sale.holdIds.get(who);
  if (!holdId) return false;
  const fan = sale.model.fans[who]!;
  const { word, value } = await outcomeOf(() => startReserving(sale.people[who]!, holdId));
  if (!sale.model.isSure) return;
  const isCurrent = fan.hold?.id === holdId;
  sale.expectWord(word, isCurrent ? sale.model.answerStart(fan) : 'not_found');
  if (!value) return;
  const { reservationId: id, passId, seatIds: seats } = value;
  sale.model.reserving(fan, { id, passId, seats });
}

function reserveCommand(sale: Sale, who: number, holdId: string) {
  const idempotency = sale.key(who);
  return () => reserveHold(sale.people[who]!, { holdId, idempotency });
}

export async function reserve(sale: Sale, who: number) {
  const holdId = sale.holdIds.get(who);
  if (!holdId) return false;
  const outcome = await sale.send('reserve', who, reserveCommand(sale, who, holdId));
  await noteReservation(sale, who, holdId, outcome);
}

/** One key twice at once: one reservation, two equal answers. */
export async function reserveAtOnce(sale: Sale, who: number) {
  const holdId = sale.holdIds.get(who);
  if (!holdId) return false;
  const command = reserveCommand(sale, who, holdId);
  const [first, second] = await Promise.all([
    sale.send('reserve', who, command),
    outcomeOf(command),
  ]);
  expect(second).toEqual(first);
  await noteReservation(sale, who, holdId, first);
}

async function noteReservation(
  { model }: Sale,
  who: number,
  holdId: string,
  { word, value }: Outcome<ReservationView>,
) {
  const fan = model.fans[who]!;
  const isCurrent = fan.hold?.id === holdId;
  if (model.isSure) {
    expect(word).toBe(isCurrent ? model.answerReserve(fan) : 'not_found');
    const isDropped = isCurrent && word !== 'ok' && model.answerStart(fan) === 'ok';
    if (isDropped) model.dropReserving(fan);
  }
  if (!value) return;
  const seats = value.seats.map(({ seatId }) => seatId);
  const { id, total } = value;
  const { passId } = await prisma.reservation.findUniqueOrThrow({ where: { id } });
  // Whatever Redis remembers of it.
  const isReserved = model.written.some((each) => each.holdId === holdId);
  expect(isReserved, 'a hold is reserved twice').toBe(false);
  const reservation = model.reserving(fan, { id, passId, seats });
  Object.assign(reservation, { status: 'RESERVING', total, holdId, event: 'committed' });
}

/** A command's key again: the first answer, whatever happened since. */
export async function sendAgain(sale: Sale, what: 'reserve' | 'pay' | 'cancel', who: number) {
  const sent = sale.sent[what].get(who);
  if (!sent) return false;
  expect(await sent.again()).toEqual(sent.answer);
}
