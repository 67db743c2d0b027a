import { z } from 'zod';

export const statuses = [
  'READY',
  'IN_PROGRESS',
  'DONE',
  'CANCELED',
  'PARTIAL_CANCELED',
  'ABORTED',
  'EXPIRED',
] as const;
export type Status = (typeof statuses)[number];

/** What a person may choose in the payment window. */
export const choices = ['approve', 'decline-later', 'lose-answer', 'decline', 'close'] as const;
export type Choice = (typeof choices)[number];

export type Cancel = {
  cancelAmount: number;
  cancelReason: string;
  canceledAt: string;
  transactionKey: string;
};

/** One payment as the sandbox keeps it. */
export type Payment = {
  paymentKey: string;
  orderId: string;
  orderName: string;
  amount: number;
  status: Status;
  requestedAt: string;
  /** When the card's owner said yes: the confirmation must follow within ten minutes. */
  authenticatedAtMs: number | null;
  approvedAt: string | null;
  approvals: number;
  /** Requests to confirm that reached it: more than one is allowed, more than one approval is not. */
  confirmations: number;
  cancels: Cancel[];
  failure: { code: string; message: string } | null;
  successUrl: string;
  failUrl: string;
  /** What the window asked for beside its outcome. */
  choice: Choice | null;
};

const url = z.url({ protocol: /^https?$/ });

/** `POST /v1/payments`: an order whose window is to be opened. */
export const newPaymentSchema = z.object({
  method: z.enum(['카드', 'CARD']).default('카드'),
  orderId: z.string().regex(/^[\w-]{6,64}$/),
  orderName: z.string().min(1).max(100),
  amount: z.coerce.number().int().min(100).max(1_000_000_000),
  successUrl: url,
  failUrl: url,
});
export type NewPayment = z.infer<typeof newPaymentSchema>;

export const confirmSchema = z.object({
  paymentKey: z.string().min(1).max(200),
  orderId: z.string(),
  amount: z.coerce.number().int(),
});

export const cancelSchema = z.object({
  cancelReason: z.string().min(1).max(200),
  cancelAmount: z.int().min(1).optional(),
  refundableAmount: z.int().min(0).optional(),
});

/** `2026-11-27T08:00:00+09:00` */
export const seoulTime = (ms: number): string =>
  `${new Date(ms + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;

export const canceledAmount = ({ cancels }: Payment): number =>
  cancels.reduce((sum, { cancelAmount }) => sum + cancelAmount, 0);

/** As the API shows it: the fields of Toss's Payment object, version 2022-11-16. */
export function presentPayment(payment: Payment, publicUrl: string) {
  const balance = payment.approvals > 0 ? payment.amount - canceledAmount(payment) : payment.amount;
  const vat = Math.round(balance / 11);
  const last = payment.cancels.at(-1)?.transactionKey ?? null;
  return {
    version: '2022-11-16',
    mId: 'tvivasandbox',
    type: 'NORMAL',
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    orderName: payment.orderName,
    currency: 'KRW',
    country: 'KR',
    method: payment.status === 'READY' ? null : '카드',
    status: payment.status,
    requestedAt: payment.requestedAt,
    approvedAt: payment.approvedAt,
    totalAmount: payment.amount,
    balanceAmount: balance,
    suppliedAmount: balance - vat,
    vat,
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    useEscrow: false,
    cultureExpense: false,
    isPartialCancelable: true,
    lastTransactionKey:
      last ?? (payment.approvedAt && `approval-${payment.paymentKey}`.slice(0, 64)),
    cancels: payment.cancels.length > 0 ? payment.cancels.map(presentCancel) : null,
    card:
      payment.approvals > 0
        ? {
            ...{ amount: payment.amount, issuerCode: '61', acquirerCode: '31' },
            ...{ number: '12345678****789*', approveNo: '00000000', installmentPlanMonths: 0 },
            ...{ useCardPoint: false, cardType: '신용', ownerType: '개인' },
            ...{ acquireStatus: 'READY', isInterestFree: false, interestPayer: null },
          }
        : null,
    checkout: { url: `${publicUrl}/v1/payments/${payment.paymentKey}/checkout` },
    receipt: null,
    easyPay: null,
    failure: payment.failure,
    metadata: null,
  };
}

const presentCancel = (cancel: Cancel) => ({
  ...cancel,
  taxFreeAmount: 0,
  taxExemptionAmount: 0,
  cancelStatus: 'DONE',
  cancelRequestId: null,
  receiptKey: null,
});
