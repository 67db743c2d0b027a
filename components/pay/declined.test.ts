import { expect, test } from 'vitest';
import { declinedKind } from './declined';

test('a gateway’s code becomes what a person can do something about, and a new one is no riddle', () => {
  expect(declinedKind('REJECT_CARD_PAYMENT')).toBe('limit');
  expect(declinedKind('INVALID_STOPPED_CARD')).toBe('card');
  expect(declinedKind('PAY_PROCESS_CANCELED')).toBe('closed');
  expect(declinedKind('NOT_FOUND_PAYMENT_SESSION')).toBe('lapsed');
  expect(declinedKind('TOMORROWS_CODE')).toBe('other');
});
