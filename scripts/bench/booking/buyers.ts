import type { Client } from '../room/client';
import type { Person } from '../room/people';

/** Somebody inside, and the seat that is theirs to buy. */
export type Order = { person: Person; seatId: number };

export const steps = ['hold', 'reserve', 'pay'] as const;
export type Step = (typeof steps)[number];

/** What a run came to: orders that ended in a ticket, and how long each call took in ms. */
export type Outcome = {
  paid: number;
  failed: number;
  seconds: number;
  latencies: Record<Step, number[]>;
  /** The share of one core that sending took. */
  senderShare: number;
  firstFailure?: string;
};

class Refused extends Error {}

/** As many orders at once as `atOnce`, until none is left. */
export function saturate(client: Client, orders: Order[], atOnce: number): Promise<Outcome> {
  let next = 0;
  return measure(async (outcome) => {
    const buyer = async () => {
      while (next < orders.length) await buy(client, orders[next++]!, performance.now(), outcome);
    };
    await Promise.all(Array.from({ length: atOnce }, buyer));
  });
}

/** So many orders a second, whatever comes back. */
export function offer(client: Client, orders: Order[], perSecond: number): Promise<Outcome> {
  return measure(async (outcome) => {
    const beganAt = performance.now();
    const sent: Promise<void>[] = [];
    while (sent.length < orders.length) {
      const due = Math.floor(((performance.now() - beganAt) / 1_000) * perSecond);
      while (sent.length < Math.min(due, orders.length)) {
        const dueAt = beganAt + (sent.length * 1_000) / perSecond;
        sent.push(buy(client, orders[sent.length]!, dueAt, outcome));
      }
      await new Promise((resume) => setTimeout(resume, 2));
    }
    await Promise.all(sent);
  });
}

async function measure(work: (outcome: Outcome) => Promise<void>): Promise<Outcome> {
  const latencies = { hold: [], reserve: [], pay: [] };
  const outcome: Outcome = { paid: 0, failed: 0, seconds: 0, latencies, senderShare: 0 };
  const [beganAt, cpu] = [performance.now(), process.cpuUsage()];
  await work(outcome);
  outcome.seconds = (performance.now() - beganAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  outcome.senderShare = (user + system) / 1e6 / outcome.seconds;
  return outcome;
}

/** The first call counts from when the order was due. */
async function buy(
  client: Client,
  { person, seatId }: Order,
  dueAt: number,
  outcome: Outcome,
): Promise<void> {
  let askedAt = dueAt;
  const call = async <T>(step: Step, body: object) => {
    const { status, body: text } = await client.ask(person[step](JSON.stringify(body)));
    const answeredAt = performance.now();
    outcome.latencies[step].push(answeredAt - askedAt);
    askedAt = answeredAt;
    if (status !== 201) throw new Refused(`${step}: ${status} ${text}`);
    return JSON.parse(text) as T;
  };
  try {
    const hold = await call<{ id: string }>('hold', { seatIds: [seatId] });
    const { id } = await call<{ id: string }>('reserve', { holdId: hold.id });
    const payment = { reservationId: id, method: 'wallet' };
    const { ticketIds } = await call<{ ticketIds: string[] }>('pay', payment);
    if (ticketIds.length !== 1) throw new Refused('paid without a ticket');
    outcome.paid += 1;
  } catch (error) {
    outcome.failed += 1;
    outcome.firstFailure ??= (error as Error).message;
  }
}
