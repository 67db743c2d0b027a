/**
 * What a person cannot have, each with a stable code in snake case. `server/http/status.ts` gives each its HTTP
 * status and `messages/<locale>/refusals.json` its sentence; a code without either does not pass.
 */
export const refusalCodes = [
  'invalid_input',
  'body_too_large',
  'not_found',
  'method_not_allowed',
  'origin_not_allowed',
  'too_many_requests',
  'service_unavailable',
  'idempotency_key_required',
  'idempotency_mismatch',
  // people
  'sign_in_required',
  'staff_only',
  'wrong_credentials',
  'email_taken',
  'email_unverified',
  'verification_expired',
  'reset_expired',
  'sign_in_busy',
  'own_role',
  // catalogue
  'concert_has_sales',
  'schedule_has_sales',
  'layout_unknown',
  'times_not_ordered',
  'prices_do_not_fit',
  'sale_has_opened',
  'schedule_cancelled',
  // line
  'lobby_not_open',
  'sale_over',
  'sale_not_open',
  'line_paused',
  'line_away',
  'no_place',
  'not_your_turn',
  'turn_lapsed',
  'line_full',
  'extension_used',
  'not_waiting',
  'list_not_closed',
  'not_in_lobby',
  'not_in_list',
  'draw_not_ready',
  'code_unknown',
  'code_used_up',
  'snooze_used',
  'identity_required',
  'identity_in_line',
  'identity_failed',
  'identity_unavailable',
  'proof_required',
  'proof_invalid',
  'proof_replayed',
  // seats
  'pass_required',
  'seat_unknown',
  'seat_taken',
  'seats_over_limit',
  'sold_out',
  'no_seats_together',
  'seat_orphaned',
  'hold_expired',
  'hold_required',
  'seats_away',
  // reservations and money
  'already_reserved',
  'reservation_expired',
  'reservation_not_payable',
  'reservation_not_cancellable',
  'already_cancelled',
  'fee_changed',
  'balance_too_low',
  'balance_over_limit',
  'payment_method_unavailable',
  'payment_amount_mismatch',
  'payment_declined',
  'payment_not_confirmable',
  // door
  'ticket_invalid',
  'ticket_void',
  'ticket_used',
  'ticket_other_schedule',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** Thrown by verbs, turned into an answer by each edge's one mapper. `facts` are public. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: RefusalCode,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(code);
  }
}
