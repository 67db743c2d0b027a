import { ApiError } from '@/components/api/client';
import type { Text } from '@/i18n/locale';
import type { Admission, TicketSeat } from '@/server/tickets/tickets.schema';

/** What became of one ticket at the door. */
export type Outcome =
  | { kind: 'admitted'; seat: TicketSeat; number: string; holder: string }
  | { kind: 'used'; seat: TicketSeat; number: string; admittedAt: string; gate: string }
  | { kind: 'otherShow'; title: Text; startsAt: string }
  | { kind: 'void' }
  | { kind: 'invalid' }
  /** Not decided: the network or the server is away. Nobody was let in, nothing was used up. */
  | { kind: 'fault'; error: unknown };

export const tones = {
  admitted: 'good',
  used: 'warn',
  otherShow: 'bad',
  void: 'bad',
  invalid: 'bad',
  fault: 'fault',
} as const satisfies Record<Outcome['kind'], string>;

export type Tone = (typeof tones)[Outcome['kind']];

export function admitted({ seat, number, holder }: Admission): Outcome {
  return { kind: 'admitted', seat, number, holder };
}

/** The facts of a refusal are those that `admitTicket` gives with its code. */
export function refused(error: unknown): Outcome {
  if (!(error instanceof ApiError)) return { kind: 'fault', error };
  const facts = error.facts as unknown;
  switch (error.code) {
    case 'ticket_used':
      return { kind: 'used', ...(facts as Omit<Extract<Outcome, { kind: 'used' }>, 'kind'>) };
    case 'ticket_other_schedule':
      return {
        kind: 'otherShow',
        ...(facts as Omit<Extract<Outcome, { kind: 'otherShow' }>, 'kind'>),
      };
    case 'ticket_void':
      return { kind: 'void' };
    case 'ticket_invalid':
    case 'invalid_input':
      return { kind: 'invalid' };
    default:
      return { kind: 'fault', error };
  }
}
