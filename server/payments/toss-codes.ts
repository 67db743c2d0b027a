/**
 * What Toss Payments' documented error codes mean to us (their reference, "error codes": confirm, look up, cancel). A
 * code that is not here means nothing: what happened is unknown, whatever its HTTP status, and is looked up.
 */

/** A confirmation that was refused for good: nothing was taken, and nothing will be under this payment key. */
const declined = new Set([
  'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
  'INVALID_REQUEST',
  'NOT_ALLOWED_POINT_USE',
  'INVALID_REJECT_CARD',
  'BELOW_MINIMUM_AMOUNT',
  'INVALID_CARD_EXPIRATION',
  'INVALID_STOPPED_CARD',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
  'INVALID_CARD_INSTALLMENT_PLAN',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'NOT_FOUND_TERMINAL_ID',
  'INVALID_AUTHORIZE_AUTH',
  'INVALID_CARD_LOST_OR_STOLEN',
  'RESTRICTED_TRANSFER_ACCOUNT',
  'INVALID_CARD_NUMBER',
  'INVALID_UNREGISTERED_SUBMALL',
  'NOT_REGISTERED_BUSINESS',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'INVALID_ACCOUNT_INFO_RE_REGISTER',
  'NOT_AVAILABLE_PAYMENT',
  'UNAPPROVED_ORDER_ID',
  'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_CARD_PAYMENT',
  'REJECT_CARD_COMPANY',
  'FORBIDDEN_REQUEST',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
  'NOT_AVAILABLE_BANK',
  'INVALID_PASSWORD',
  'FDS_ERROR',
  'NOT_FOUND_PAYMENT',
  'NOT_FOUND_PAYMENT_SESSION',
]);

/** A cancellation that was refused, as it stands. Somebody has to look at it; asking again at once does not help. */
const refused = new Set([
  'INVALID_REFUND_ACCOUNT_INFO',
  'EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT',
  'INVALID_REQUEST',
  'INVALID_REFUND_ACCOUNT_NUMBER',
  'INVALID_BANK',
  'REFUND_REJECTED',
  'FORBIDDEN_BANK_REFUND_REQUEST',
  'FORBIDDEN_REQUEST',
  'NOT_CANCELABLE_PAYMENT',
  'EXCEED_MAX_REFUND_DUE',
  'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
  'NOT_ALLOWED_PARTIAL_REFUND',
  'NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER',
  'EXCEED_CANCEL_LIMIT',
  'NOT_FOUND_PAYMENT',
  'NOT_CANCELABLE_AMOUNT',
]);

/** Passes by itself: the same may be asked again in a moment, under another key, for a key's answer never changes. */
const passing = new Set([
  'PROVIDER_ERROR',
  'CARD_PROCESSING_ERROR',
  'FORBIDDEN_CONSECUTIVE_REQUEST',
  'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING',
  'FAILED_INTERNAL_SYSTEM_PROCESSING',
  'UNKNOWN_PAYMENT_ERROR',
  'FAILED_REFUND_PROCESS',
  'FAILED_METHOD_HANDLING_CANCEL',
  'FAILED_PARTIAL_REFUND',
  'COMMON_ERROR',
]);

/** Our keys are wrong: it says nothing about the payment, which an earlier call may have settled. */
const misconfigured = new Set([
  'INVALID_API_KEY',
  'UNAUTHORIZED_KEY',
  'INCORRECT_BASIC_AUTH_FORMAT',
  'INVALID_IDEMPOTENCY_KEY',
]);

/** Nobody has paid such an order. */
const unheardOf = new Set(['NOT_FOUND_PAYMENT', 'NOT_FOUND']);

export const isDeclined = (code: string): boolean => declined.has(code);
export const isRefused = (code: string): boolean => refused.has(code);
export const isPassing = (code: string): boolean => passing.has(code);
export const isMisconfigured = (code: string): boolean => misconfigured.has(code);
export const isUnheardOf = (code: string): boolean => unheardOf.has(code);
