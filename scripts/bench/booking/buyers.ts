import { newId } from '@/server/platform/id';
import { signSession } from '@/server/users';
import { signPass } from '@/server/waiting-room';
import { Connection } from '../room/connection';

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

const post = (path: string, head: string, body: object): string => {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\n${head}content-length: ${text.length}\r\n\r\n${text}`;
};

/** The requests of an order, made before it is sent but for what the answers say. */
export function prepareOrder({ accountId, scheduleId, passId, seatId }: Buyer) {
  const expiresAt = Date.now() + passMs;
  const session = { sub: accountId, role: 'FAN' as const, name: 'buyer', email_verified: true };
  const pass = signPass({ passId, accountId, scheduleId, expiresAt });
  const head =
    `host: x\r\nauthorization: Bearer ${signSession(session)}\r\n` +
    `content-type: application/json\r\nidempotency-key: ${newId()}\r\n`;
  return {
    hold: post(`/api/schedules/${scheduleId}/holds`, `${head}openrun-pass: ${pass}\r\n`, {
      seatIds: [seatId],
    }),
    reserve: (holdId: string) => post('/api/reservations', head, { holdId }),
    pay: (reservationId: string) =>
      post('/api/payments', head, { reservationId, method: 'wallet' }),
  };
}
export type Order = ReturnType<typeof prepareOrder>;

class Refused extends Error {}

/** Sends orders: as many at once as there are connections, or so many a second whatever comes back. */
export class Sender {
  private readonly idle: Connection[] = [];
  private readonly waiting: ((connection: Connection) => void)[] = [];

  constructor(private readonly port: number) {}

  async connect(count: number): Promise<void> {
    const drop = (ended: Connection) => {
      const at = this.idle.indexOf(ended);
      if (at >= 0) this.idle.splice(at, 1);
    };
    while (this.idle.length < count) this.idle.push(await Connection.open(this.port, drop));
  }

  close(): void {
    for (const connection of this.idle) connection.close();
  }

  async saturate(orders: Order[]): Promise<Outcome> {
    let next = 0;
    return this.measure(async (outcome) => {
      const buyer = async () => {
        while (next < orders.length) await this.buy(orders[next++]!, performance.now(), outcome);
      };
      await Promise.all(Array.from({ length: this.idle.length }, buyer));
    });
  }

  async offer(orders: Order[], perSecond: number): Promise<Outcome> {
    return this.measure(async (outcome) => {
      const beganAt = performance.now();
      const sent: Promise<void>[] = [];
      while (sent.length < orders.length) {
        const due = Math.floor(((performance.now() - beganAt) / 1_000) * perSecond);
        while (sent.length < Math.min(due, orders.length))
          sent.push(
            this.buy(orders[sent.length]!, beganAt + (sent.length * 1_000) / perSecond, outcome),
          );
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

  /** The first call counts from when the order was due. */
  private async buy(order: Order, dueAt: number, outcome: Outcome): Promise<void> {
    const connection = await this.take();
    let askedAt = dueAt;
    const call = async <T>(step: Step, request: string) => {
      const answer = await ask<T>(connection, request);
      const answeredAt = performance.now();
      outcome.latencies[step].push(answeredAt - askedAt);
      askedAt = answeredAt;
      return answer;
    };
    try {
      const hold = await call<{ id: string }>('hold', order.hold);
      const reserved = await call<{ id: string }>('reserve', order.reserve(hold.id));
      const { ticketIds } = await call<{ ticketIds: string[] }>('pay', order.pay(reserved.id));
      if (ticketIds.length !== 1) throw new Refused('paid without a ticket');
      outcome.paid += 1;
    } catch (error) {
      outcome.failed += 1;
      outcome.firstFailure ??= (error as Error).message;
    } finally {
      this.giveBack(connection);
    }
  }

  private async take(): Promise<Connection> {
    const connection = this.idle.shift();
    return connection ?? new Promise((resume) => this.waiting.push(resume));
  }

  private giveBack(connection: Connection): void {
    const next = this.waiting.shift();
    if (next) next(connection);
    else this.idle.push(connection);
  }
}

const ask = <T>(connection: Connection, request: string): Promise<T> =>
  new Promise((resolve, reject) => {
    connection.ask(request, (status, pieces) => {
      const text = Buffer.concat(pieces).toString();
      if (status === 201) resolve(JSON.parse(text) as T);
      else reject(new Refused(`${request.split(' ', 2)[1]}: ${status} ${text}`));
    });
  });
