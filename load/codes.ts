/**
 * What a person may rightly be told in a rush: somebody else was faster, it is not their turn, their time was over.
 * Every other answer that is not 2xx counts against the site, `too_many_requests` and every 503 included.
 */
const rightful: ReadonlySet<string> = new Set([
  'seat_taken',
  'no_seats_together',
  'sold_out',
  'seats_over_limit',
  'hold_expired',
  'reservation_expired',
  'not_your_turn',
  'turn_lapsed',
  'sale_over',
]);

export const isRightful = (code: string): boolean => rightful.has(code);
