import { expect } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import type { Idempotency } from '@/server/platform/idempotency';
import { Refusal } from '@/server/platform/refusal';
import { prepareSeats } from '@/server/seats';
import { aFan, anAdmin, aLayout, aSchedule, onceAs, type Person } from '@/server/testing';
import type { TestGateway } from '@/server/testing/gateway';
import { chargeWallet } from '@/server/wallets';
import type { remember } from './clock';
import { smallHall } from './hall';
import { expectCards, expectInvariants, expectMap, expectTruth } from './invariants';
import { Fan, Model, type Reservation, seatsPerPersonMax } from './model';
import { fanCount } from './steps';

export type Outcome<T> = { word: string; value: T | null };

/** A refusal is an outcome; a fault is a failure of the test. */
export async function outcomeOf<T>(command: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { word: 'ok', value: await command() };
  } catch (error) {
    if (error instanceof Refusal) return { word: error.code, value: null };
    throw error;
  }
}

/** A command that was answered, to be sent again with its key. */
type Sent = { again: () => Promise<unknown>; answer: unknown };

/** Enough for two seats, and not for three. */
const firstCharge = 450_000;

/** One small sale on the real services, with the model beside it. */
export class Sale {
  readonly model = new Model(Array.from({ length: fanCount }, () => new Fan()));
  /** The hold that each person was told of last. */
  readonly holdIds = new Map<number, string>();
  readonly sent = {
    hold: new Map<number, Sent>(),
    reserve: new Map<number, Sent>(),
    pay: new Map<number, Sent>(),
    cancel: new Map<number, Sent>(),
  };
  remembered: Awaited<ReturnType<typeof remember>> | null = null;

  private constructor(
    readonly scheduleId: string,
    readonly people: Person[],
    readonly admin: Person,
    /** Where cards are paid; nobody has one without it. */
    readonly gateway: TestGateway | null,
  ) {}

  static async open(scheduleId: string, gateway: TestGateway | null): Promise<Sale> {
    const people = await Promise.all(Array.from({ length: fanCount }, () => aFan()));
    const sale = new Sale(scheduleId, people, await anAdmin(), gateway);
    await prepareSeats(scheduleId);
    await drainBus(); // the schedule's own event, which prepares the map once more
    await Promise.all(people.map((_, who) => sale.charge(who, firstCharge)));
    return sale;
  }

  async charge(who: number, amount: number): Promise<void> {
    const person = this.people[who]!;
    await chargeWallet(person, { amount, idempotency: this.key(who) });
    this.model.fans[who]!.balance += amount;
  }

  /** A fresh key of a person's. */
  key = (who: number, name?: string): Idempotency => onceAs(this.people[who]!, name);

  /** A person's last reservation that was written, or one before it. */
  reservationOf(who: number, back: number): Reservation | undefined {
    return this.model.fans[who]!.reservations.filter(({ status }) => status !== 'UNWRITTEN').at(
      -1 - back,
    );
  }

  /** What Redis decided is as the model says, unless Redis has just lost something. */
  expectWord(word: string, ...expected: string[]): void {
    if (this.model.isSure) expect(expected).toContain(word);
  }

  /** Sends a command, and keeps it to be sent again. */
  async send<T>(
    what: keyof Sale['sent'],
    who: number,
    command: () => Promise<T>,
  ): Promise<Outcome<T>> {
    const outcome = await outcomeOf(command);
    if (outcome.word === 'ok') this.sent[what].set(who, { again: command, answer: outcome.value });
    return outcome;
  }

  /** Everything that must be true after every step. */
  async check(): Promise<void> {
    const { scheduleId, people, model } = this;
    await Promise.all([
      expectInvariants(),
      expectTruth(scheduleId, people, model),
      expectCards(this),
      model.isSure && expectMap(scheduleId, people, model),
    ]);
  }
}

let hall: ReturnType<typeof aLayout> | undefined;

/** A schedule in the small hall; the hall is one for all of a test's sales. */
export async function openSmallSale(gateway: TestGateway | null = null): Promise<Sale> {
  const layout = await (hall ??= aLayout(smallHall));
  const { id } = await aSchedule({ layout, seatsPerPersonMax });
  return Sale.open(id, gateway);
}

/** The database was emptied between two tests, and the hall with it. */
export const forgetHall = (): void => void (hall = undefined);
