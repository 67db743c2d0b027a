/**
 * What we ask of a card gateway, in the shape that Korean gateways share: prepare, confirm, look up, cancel. An adapter
 * speaks one gateway's API and knows nothing of reservations; each call ends by its own time-out (10 s at most) and
 * never throws: what is not known is an answer here.
 *
 * An adapter is one file beside this (`toss.ts`) and one line in `gateways.ts`, which picks it by the environment.
 */
export type Approval = {
  paymentKey: string;
  orderId: string;
  /** Integer won that was approved. */
  amount: number;
  /** ISO 8601 with zone. */
  approvedAt: string;
};

export type ConfirmOutcome =
  | { kind: 'approved'; approval: Approval }
  /** The gateway's word that this order is not approved by this call: a final no. */
  | { kind: 'declined'; code: string }
  /** A time-out, a broken connection, a 5xx, an answer that says it was confirmed before: it may have happened. */
  | { kind: 'unknown' };

export type GatewayOrder =
  | { kind: 'approved'; approval: Approval }
  /** Given back, all or a part: `cancelledAmount` so far, of `amount`. */
  | { kind: 'cancelled'; paymentKey: string; amount: number; cancelledAmount: number }
  /** Never heard of, or made and not yet paid by the person. */
  | { kind: 'none' }
  /** The person did their part, and no confirm has come through (yet). */
  | { kind: 'in_progress' }
  /** Refused, given up or lapsed: nothing was or will be approved. */
  | { kind: 'declined'; code: string }
  | { kind: 'unknown' };

export type CancelOutcome =
  | { kind: 'cancelled' }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown' };

export type CardGateway = {
  /** As in `/payments/webhooks/:provider`, and kept with the payment. */
  provider: string;
  /**
   * Opens an order; `checkoutUrl` is the gateway's window. It sends the person back to `successUrl` with `paymentKey`,
   * `orderId` and `amount`, or to `failUrl` with `code` and `message`, added to the query.
   */
  prepare(input: {
    orderId: string;
    /** Integer won, above 0: what costs nothing never comes here. */
    amount: number;
    orderName: string;
    successUrl: string;
    failUrl: string;
    idempotencyKey: string;
  }): Promise<
    | { kind: 'prepared'; checkoutUrl: string }
    | { kind: 'refused'; code: string }
    | { kind: 'unknown' }
  >;
  /** Has the money taken. The same idempotency key again never takes it twice. */
  confirm(input: {
    paymentKey: string;
    orderId: string;
    amount: number;
    idempotencyKey: string;
  }): Promise<ConfirmOutcome>;
  /** What the gateway knows of an order, asked anew. */
  find(orderId: string): Promise<GatewayOrder>;
  /** Gives back `amount` of what was approved, which may be a part. Again under the same key gives nothing more. */
  cancel(input: {
    paymentKey: string;
    amount: number;
    reason: string;
    idempotencyKey: string;
  }): Promise<CancelOutcome>;
};
