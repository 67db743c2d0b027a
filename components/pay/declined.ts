/** What to tell a person of a gateway's code. What is not here is `other`. */
const kinds = {
  closed: ['PAY_PROCESS_CANCELED'],
  limit: [
    'REJECT_CARD_PAYMENT',
    'REJECT_ACCOUNT_PAYMENT',
    'EXCEED_MAX_DAILY_PAYMENT_COUNT',
    'EXCEED_MAX_PAYMENT_AMOUNT',
    'EXCEED_MAX_AMOUNT',
    'EXCEED_MAX_ONE_DAY_AMOUNT',
    'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
    'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
    'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  ],
  card: [
    'REJECT_CARD_COMPANY',
    'INVALID_REJECT_CARD',
    'INVALID_STOPPED_CARD',
    'INVALID_CARD_LOST_OR_STOLEN',
    'INVALID_CARD_NUMBER',
    'INVALID_CARD_EXPIRATION',
    'FDS_ERROR',
  ],
  lapsed: ['NOT_FOUND_PAYMENT_SESSION', 'EXPIRED', 'unresolved'],
} as const;

export type Declined = keyof typeof kinds | 'other';

export function declinedKind(code: string): Declined {
  const found = Object.entries(kinds).find(([, codes]) =>
    (codes as readonly string[]).includes(code),
  );
  return (found?.[0] as Declined | undefined) ?? 'other';
}
