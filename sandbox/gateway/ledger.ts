import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { GatewayError } from './errors';
import {
  canceledAmount,
  seoulTime,
  type Choice,
  type NewPayment,
  type Payment,
  type Status,
} from './payment';

type Options = {
  /** Every change is one more line here, so that a sandbox that is killed knows its payments when it comes back. */
  file?: string;
  /** Told of every status that a webhook is sent for. */
  onChange: (payment: Payment) => void;
};

const told: Status[] = ['DONE', 'CANCELED', 'PARTIAL_CANCELED', 'ABORTED', 'EXPIRED'];

/** All payments, and the moves that a payment may make. Nothing here waits: one move is done before the next begins. */
export class Ledger {
  private readonly payments = new Map<string, Payment>();
  private readonly newestOf = new Map<string, Payment>();
  /** Orders that were approved once: never again, under whatever key. */
  private readonly settled = new Set<string>();

  constructor(private readonly options: Options) {
    const { file } = options;
    if (!file || !existsSync(file)) return;
    // The last line may be torn: it was never answered for.
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      this.remember(JSON.parse(line) as Payment);
    }
  }

  all(): Payment[] {
    return [...this.payments.values()];
  }

  forget(): void {
    this.payments.clear();
    this.newestOf.clear();
    this.settled.clear();
    if (this.options.file) rmSync(this.options.file, { force: true });
  }

  find(paymentKey: string): Payment {
    const payment = this.payments.get(paymentKey);
    if (!payment) throw new GatewayError('NOT_FOUND_PAYMENT');
    return payment;
  }

  /** The newest payment of an order: an order that was declined may be tried again under its id. */
  findByOrder(orderId: string): Payment {
    const payment = this.newestOf.get(orderId);
    if (!payment) throw new GatewayError('NOT_FOUND_PAYMENT');
    return payment;
  }

  create({ orderId, orderName, amount, successUrl, failUrl }: NewPayment): Payment {
    if (this.settled.has(orderId)) throw new GatewayError('DUPLICATED_ORDER_ID');
    const payment: Payment = {
      paymentKey: `sandbox_${randomBytes(18).toString('base64url')}`,
      ...{ orderId, orderName, amount, successUrl, failUrl },
      status: 'READY',
      requestedAt: seoulTime(Date.now()),
      ...{ authenticatedAtMs: null, approvedAt: null, approvals: 0, confirmations: 0 },
      ...{ cancels: [], failure: null, choice: null },
    };
    this.keep(payment);
    return payment;
  }

  authenticate(payment: Payment, choice: Choice, nowMs: number): void {
    if (payment.status !== 'READY') throw new GatewayError('ALREADY_PROCESSED_PAYMENT');
    Object.assign(payment, { status: 'IN_PROGRESS', authenticatedAtMs: nowMs, choice });
    this.keep(payment);
  }

  /** The person, or the card, said no in the window. */
  abort(payment: Payment, code: string): void {
    const failure = { code, message: new GatewayError(code).message };
    this.keep(Object.assign(payment, { status: 'ABORTED' as const, failure }));
  }

  /** Throws what forbids an approval now: no authentication, one that lapsed, another order or amount. */
  requireConfirmable(payment: Payment, orderId: string, amount: number, livesMs: number): void {
    payment.confirmations += 1;
    this.keep(payment, { silent: true });
    if (payment.status === 'READY') throw new GatewayError('NOT_FOUND_PAYMENT_SESSION');
    if (payment.status === 'EXPIRED') throw new GatewayError('NOT_FOUND_PAYMENT_SESSION');
    if (payment.status !== 'IN_PROGRESS') throw new GatewayError('ALREADY_PROCESSED_PAYMENT');
    if (payment.orderId !== orderId || payment.amount !== amount)
      throw new GatewayError('INVALID_REQUEST');
    if (this.settled.has(orderId)) throw new GatewayError('ALREADY_PROCESSED_PAYMENT');
    if (this.expireIfOld(payment, livesMs)) throw new GatewayError('NOT_FOUND_PAYMENT_SESSION');
  }

  approve(payment: Payment): void {
    const approvedAt = seoulTime(Date.now());
    this.keep(
      Object.assign(payment, {
        status: 'DONE' as const,
        approvedAt,
        approvals: payment.approvals + 1,
      }),
    );
  }

  expireIfOld(payment: Payment, livesMs: number): boolean {
    const { status, authenticatedAtMs } = payment;
    const old = authenticatedAtMs !== null && Date.now() - authenticatedAtMs > livesMs;
    if (status !== 'IN_PROGRESS' || !old) return false;
    this.keep(Object.assign(payment, { status: 'EXPIRED' as const }));
    return true;
  }

  /** Takes back all that is left, or a part. */
  cancel(payment: Payment, cancelReason: string, asked?: number, refundable?: number): void {
    if (payment.status === 'CANCELED') throw new GatewayError('ALREADY_CANCELED_PAYMENT');
    if (payment.approvals === 0) throw new GatewayError('NOT_CANCELABLE_PAYMENT');
    const left = payment.amount - canceledAmount(payment);
    if (refundable !== undefined && refundable !== left)
      throw new GatewayError('NOT_MATCHES_REFUNDABLE_AMOUNT');
    const cancelAmount = asked ?? left;
    if (cancelAmount > left) throw new GatewayError('NOT_CANCELABLE_AMOUNT');
    payment.cancels.push({
      ...{ cancelAmount, cancelReason, canceledAt: seoulTime(Date.now()) },
      transactionKey: randomBytes(16).toString('hex'),
    });
    const status: Status = cancelAmount === left ? 'CANCELED' : 'PARTIAL_CANCELED';
    this.keep(Object.assign(payment, { status }));
  }

  private keep(payment: Payment, { silent = false } = {}): void {
    this.remember(payment);
    if (this.options.file) appendFileSync(this.options.file, `${JSON.stringify(payment)}\n`);
    if (!silent && told.includes(payment.status)) this.options.onChange(payment);
  }

  private remember(payment: Payment): void {
    this.payments.set(payment.paymentKey, payment);
    if (payment.approvals > 0) this.settled.add(payment.orderId);
    const newest = this.newestOf.get(payment.orderId);
    if (!newest || newest.paymentKey === payment.paymentKey || newest.approvals === 0)
      this.newestOf.set(payment.orderId, payment);
  }
}
