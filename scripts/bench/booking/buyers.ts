import { Pool } from 'undici';
import { newId } from '@/server/platform/id';
import { signSession } from '@/server/users';
import { signPass } from '@/server/waiting-room';

/** One person with a pass, and the seat that is theirs to buy. */
export type Buyer = { accountId: string; scheduleId: string; passId: string; seatId: number };

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

const passMs = 30 * 60_000;

/** The headers and bodies of an order, made before it is sent. */
export function prepareOrder({ accountId, scheduleId, passId, seatId }: Buyer) {
  const expiresAt = Date.now() + passMs;
  const session = { sub: accountId, role: 'FAN' as const, name: 'buyer', email_verified: true };
  const headers = {
    authorization: `Bearer ${signSession(session)}`,
    'content-type': 'application/json',
    'idempotency-key': newId(),
  };
  const pass = signPass({ passId, accountId, scheduleId, expiresAt });
  return { headers, passHeaders: { ...headers, 'openrun-pass': pass }, scheduleId, seatId };
}
export type Order = ReturnType<typeof prepareOrder>;

class Refused extends Error {}

/** Sends orders: as many at once as `atOnce`, or so many a second whatever comes back. */
export class Sender {
  private readonly pool: Pool;

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 20_000 });
  }

  close = () => this.pool.close();

  async saturate(orders: Order[], atOnce: number): Promise<Outcome> {
    let next = 0;
    return this.measure(async (outcome) => {
      const buyer = async () => {
        for (let at = next++; at < orders.length; at = next++) await this.buy(orders[at]!, outcome);
      };
      await Promise.all(Array.from({ length: atOnce }, buyer));
    });
  }

  async offer(orders: Order[], perSecond: number): Promise<Outcome> {
    return this.measure(async (outcome) => {
      const beganAt = performance.now();
      const sent: Promise<void>[] = [];
      while (sent.length < orders.length) {
        const due = Math.floor(((performance.now() - beganAt) / 1_000) * perSecond);
        while (sent.length < Math.min(due, orders.length))
          sent.push(this.buy(orders[sent.length]!, outcome));
        await new Promise((resume) => setTimeout(resume, 2));
      }
      await Promise.all(sent);
    });
  }

  private async measure(work: (outcome: Outcome) => Promise<void>): Promise<Outcome> {
    const latencies = { hold: [], reserve: [], pay: [] };
    const outcome: Outcome = { paid: 0, failed: 0, seconds: 0, latencies, senderShare: 0 };
    const [beganAt, cpu] = [performance.now(), process.cpuUsage()];
    await work(outcome);
    outcome.seconds = (performance.now() - beganAt) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    outcome.senderShare = (user + system) / 1e6 / outcome.seconds;
    return outcome;
  }

  private async buy(order: Order, outcome: Outcome): Promise<void> {
    const { headers, passHeaders, scheduleId, seatId } = order;
    const call = async <T>(step: Step, path: string, body: object) => {
      const beganAt = performance.now();
      const answer = await this.post<T>(path, step === 'hold' ? passHeaders : headers, body);
      outcome.latencies[step].push(performance.now() - beganAt);
      return answer;
    };
    try {
      const holds = `/api/schedules/${scheduleId}/holds`;
      const hold = await call<{ id: string }>('hold', holds, { seatIds: [seatId] });
      const reserved = await call<{ id: string }>('reserve', '/api/reservations', {
        holdId: hold.id,
      });
      const payment = { reservationId: reserved.id, method: 'wallet' };
      const { ticketIds } = await call<{ ticketIds: string[] }>('pay', '/api/payments', payment);
      if (ticketIds.length !== 1) throw new Refused('paid without a ticket');
      outcome.paid += 1;
    } catch (error) {
      outcome.failed += 1;
      outcome.firstFailure ??= (error as Error).message;
    }
  }

  private async post<T>(path: string, headers: Record<string, string>, body: object): Promise<T> {
    const answer = await this.pool.request({
      path,
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Refused(`${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as T;
  }
}
