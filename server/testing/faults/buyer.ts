import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { bearerOf, type Person } from '@/server/testing';
import type { TestGateway } from '@/server/testing/gateway';
import { signPass } from '@/server/waiting-room';

export type Bought = {
  accountId: string;
  method: 'wallet' | 'card';
  reservationId: string;
  paymentId: string;
  amount: number;
  ticketIds: string[];
};

export type Answer = {
  code?: string;
  id: string;
  amount: number;
  ticketIds: string[];
  status: string;
};

/** Where the web processes are, for buyers to try one after the other. */
export type Site = {
  origins: string[];
  scheduleId: string;
  /** Where cards are paid; from wallets alone without it. */
  gateway?: TestGateway;
  /** How many copies of each command leave at once, to one process after the other; one unless told. */
  copies?: () => number;
};

/** A command that was done, to be sent once more. */
export type Done = { path: string; request: RequestInit; answer: Answer };

const answerMsMax = 10_000;
const pauseMs = 200;
const passMs = 3_600_000;

/** How often an answer failed to come or said to come again, and how long each of the latter took, ms. */
export const tally = { lost: 0, away: 0, again: 0, awayMs: [] as number[] };

/** The value that 95 of 100 are not above. */
export const p95 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

/**
 * One person's client on a site whose processes die: every command is sent with one key until it is answered, to the
 * next process each time. What it is told is kept: that, and not the database, is what must be true in the end.
 */
export class Buyer {
  private readonly passId = randomUUID();
  private turn = Math.floor(Math.random() * 2);
  readonly done: Done[] = [];
  private readonly method: Bought['method'];

  constructor(
    private readonly site: Site,
    private readonly person: Person,
    /** Lets the person hold seats, as entering from the line does, and does again after Redis lost it. */
    private readonly grant: (passId: string) => Promise<unknown>,
    private readonly until: number,
  ) {
    this.method = site.gateway && Math.random() < 0.5 ? 'card' : 'wallet';
  }

  /** Buys the first seat of these that is to be had; the last one is wanted by nobody else. */
  async buy(seatIds: number[]): Promise<Bought> {
    await this.grant(this.passId);
    const [first, ...others] = seatIds;
    const bought = await this.tryToBuy(first!, others.length === 0);
    return bought ?? this.buy(others);
  }

  private async tryToBuy(seatId: number, isOwn: boolean): Promise<Bought | null> {
    for (;;) {
      const hold = await this.hold(seatId);
      if (hold.code === 'seat_taken' && !isOwn) return null;
      const reservation = hold.code ? await this.findReserving() : await this.reserve(hold.id);
      const bought = reservation && (await this.pay(reservation));
      if (bought) return bought;
      tally.again++;
      await wait(pauseMs);
    }
  }

  private async hold(seatId: number): Promise<Answer> {
    const path = `/schedules/${this.site.scheduleId}/holds`;
    const answer = await this.post(path, { seatIds: [seatId] });
    if (answer.code !== 'pass_required') return answer;
    await this.grant(this.passId);
    return this.post(path, { seatIds: [seatId] });
  }

  private async reserve(holdId: string): Promise<string | null> {
    const { code, id } = await this.post('/reservations', { holdId });
    return code ? this.findReserving() : id;
  }

  /** A reservation of this person's that waits for its payment, whatever an earlier answer said. */
  private async findReserving(): Promise<string | null> {
    const page = await this.send('GET', '/reservations');
    const { reservations } = page as unknown as { reservations: Answer[] };
    return reservations.find(({ status }) => status === 'RESERVING')?.id ?? null;
  }

  private async pay(reservationId: string): Promise<Bought | null> {
    const { method } = this;
    const paid = await this.post('/payments', { reservationId, method });
    const done = method === 'card' && !paid.code ? await this.confirm(paid) : paid;
    if (done?.status !== 'COMPLETED') return null;
    const { id: paymentId, amount, ticketIds } = done;
    return { accountId: this.person.id, method, reservationId, paymentId, amount, ticketIds };
  }

  /** Goes to the gateway's window and comes back; while its word is awaited, asks for the payment. */
  private async confirm({ id, amount }: Answer): Promise<Answer | null> {
    const { paymentKey } = await this.site.gateway!.authenticate({ orderId: id, amount });
    const said = { paymentKey, orderId: id, amount };
    let payment = await this.post(`/payments/${id}/confirmation`, said);
    while (payment.status === 'CONFIRMING') {
      await wait(pauseMs);
      payment = await this.send('GET', `/payments/${id}`);
    }
    return payment;
  }

  private post = (path: string, body: object) => this.send('POST', path, body, randomUUID());

  /** Sends a command, or copies of it, until it is answered. 503 and 429 say that nothing was done yet. */
  private async send(method: string, path: string, body?: object, key = ''): Promise<Answer> {
    const headers = { ...this.headers(), ...(key && { 'idempotency-key': key }) };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    for (;;) {
      const copies = key === '' ? 1 : (this.site.copies?.() ?? 1);
      const asked = Array.from({ length: copies }, () => this.ask(path, request));
      const answers = (await Promise.all(asked)).filter((answer) => answer !== null);
      const made = answers.filter(({ code }) => !code);
      const final = made.filter(({ status }) => status !== 'CONFIRMING');
      for (const other of final) requireSame(other, final[0]!);
      const answer = final[0] ?? made[0] ?? answers[0];
      if (answer && !answer.code && key !== '') this.done.push({ path, request, answer });
      if (answer) return answer;
      if (Date.now() > this.until) throw new Error(`${method} ${path} is not answered`);
      await wait(pauseMs);
    }
  }

  private async ask(path: string, request: RequestInit): Promise<Answer | null> {
    const origin = this.site.origins[this.turn++ % this.site.origins.length]!;
    const signal = AbortSignal.timeout(answerMsMax);
    const askedAt = performance.now();
    const response = await fetch(`${origin}/api${path}`, { ...request, signal }).catch(() => null);
    const answer = (await response?.json().catch(() => null)) as Answer | null | undefined;
    if (!response || !answer) {
      tally.lost++;
      return null;
    }
    if (response.status !== 503 && response.status !== 429) return answer;
    if (!response.headers.has('retry-after')) throw new Error(`${path} does not say when`);
    tally.away++;
    tally.awayMs.push(performance.now() - askedAt);
    return null;
  }

  private headers() {
    const { person, passId } = this;
    const { scheduleId } = this.site;
    const expiresAt = Date.now() + passMs;
    const pass = signPass({ passId, accountId: person.id, scheduleId, expiresAt });
    return { ...bearerOf(person), 'content-type': 'application/json', 'openrun-pass': pass };
  }
}

/** The clock in an answer is of the moment it is sent. */
export const withoutClock = (answer: object) => ({ ...answer, serverNow: '' });

function requireSame(one: Answer, other: Answer): void {
  assert.deepEqual(withoutClock(one), withoutClock(other));
}
