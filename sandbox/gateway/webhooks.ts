import type { Behaviour, Fate } from './behaviour';
import { presentPayment, type Payment, type Status } from './payment';

/** One attempt to tell the shop: what it answered, or null when nothing came. */
export type Delivery = {
  paymentKey: string;
  orderId: string;
  status: Status;
  attempt: number;
  answered: number | null;
};

type Options = {
  behaviour: () => Behaviour;
  fate: Fate;
  publicUrl: () => string;
};

const answerMsMax = 10_000;
const keptDeliveries = 10_000;

/** Tells the shop of changes, without a signature, again after anything but 200, and as badly as it is asked to. */
export class Webhooks {
  url: string | null = null;
  readonly deliveries: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopped = false;

  constructor(private readonly options: Options) {}

  tell(payment: Payment): void {
    const { webhook } = this.options.behaviour();
    const { fate } = this.options;
    const is = (what: 'lose' | 'duplicate' | 'late') =>
      fate.strikes(`webhook ${what}`, payment.orderId, webhook[what]);
    if (!this.url || is('lose')) return;
    const body = this.bodyOf(payment);
    const delayMs = is('late') ? webhook.late.ms : 0;
    for (let copy = is('duplicate') ? 2 : 1; copy > 0; copy -= 1) {
      this.after(delayMs, () => this.deliver(payment, payment.status, body, 1));
    }
  }

  stop(): void {
    this.isStopped = true;
    this.timers.forEach(clearTimeout);
    this.timers.clear();
  }

  private bodyOf(payment: Payment): string {
    const data = presentPayment(payment, this.options.publicUrl());
    // Toss writes this time without a zone: Seoul's.
    const createdAt = new Date(Date.now() + 9 * 3_600_000).toISOString().replace('Z', '000');
    return JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data });
  }

  private async deliver(payment: Payment, status: Status, body: string, attempt: number) {
    const answered = await this.post(body);
    const { paymentKey, orderId } = payment;
    this.deliveries.push({ paymentKey, orderId, status, attempt, answered });
    if (this.deliveries.length > keptDeliveries) this.deliveries.shift();
    const delayMs = this.options.behaviour().webhook.retryMs[attempt - 1];
    if (answered === 200 || delayMs === undefined) return;
    this.after(delayMs, () => this.deliver(payment, status, body, attempt + 1));
  }

  private async post(body: string): Promise<number | null> {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(answerMsMax);
    try {
      const response = await fetch(this.url!, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }

  private after(ms: number, run: () => Promise<void>): void {
    if (this.isStopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void run();
    }, ms);
    this.timers.add(timer);
  }
}
