import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';

export const paymentMethodSchema = z.enum(['wallet', 'card']);
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

export const paySchema = z.strictObject({ reservationId: idSchema, method: paymentMethodSchema });

/** CONFIRMING: the gateway was asked and its word is awaited. RETURNED: approved too late, and given back in full. */
export const paymentStatusSchema = z.enum([
  'PENDING',
  'CONFIRMING',
  'COMPLETED',
  'FAILED',
  'RETURNED',
]);
export type PaymentStatus = z.infer<typeof paymentStatusSchema>;

/** What a browser needs to pay an order by card: it goes to `checkoutUrl`, and comes back to our page of the payment. */
export const cardOrderSchema = z.object({
  orderId: z.string(),
  orderName: z.string(),
  checkoutUrl: z.url(),
});
export type CardOrder = z.infer<typeof cardOrderSchema>;

export const paymentSchema = z.object({
  id: z.uuid(),
  reservationId: z.uuid(),
  method: paymentMethodSchema,
  status: paymentStatusSchema,
  /** Integer won. */
  amount: z.number().int(),
  completedAt: z.iso.datetime().nullable(),
  ticketIds: z.array(z.uuid()),
  /** Of a card payment that is PENDING. */
  card: cardOrderSchema.optional(),
  /** Of a card payment that is FAILED: the gateway's word, or `expired`, `unresolved`, `reservation_over`. */
  failureCode: z.string().optional(),
});
export type PaymentView = z.infer<typeof paymentSchema>;

const orderIdCharsMax = 64;
/** Toss's payment keys have up to 200 characters. */
const paymentKeyCharsMax = 200;
const wonMax = 1_000_000_000_000;

/** What the gateway put into the query of the page that it sent the person back to. */
export const confirmationSchema = z.strictObject({
  paymentKey: z.string().min(1).max(paymentKeyCharsMax),
  orderId: z.string().min(1).max(orderIdCharsMax),
  amount: z.number().int().min(0).max(wonMax),
});
export type ConfirmationInput = z.infer<typeof confirmationSchema>;

const hintedOrder = z.object({ orderId: z.string().min(1).max(orderIdCharsMax) });

/**
 * A gateway's webhook: only whose order it is about is read, and what became of it is fetched. Toss says so in `data`,
 * or at the top for deposits.
 */
export const hintSchema = z.union([
  z.object({ data: hintedOrder }).transform(({ data }) => data.orderId),
  hintedOrder.transform(({ orderId }) => orderId),
]);

/**
 * Where the gateway sends the person back to: our page reads `payment` and, of the gateway, `paymentKey`, `orderId` and
 * `amount`, and posts them to `/payments/<payment>/confirmation`; or it shows the gateway's `code`.
 */
export const cardReturnPath = (reservationId: string, paymentId: string) =>
  `/reservations/${reservationId}/pay?payment=${paymentId}`;
