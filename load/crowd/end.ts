import { isFault, type Reply } from './api';
import type { Outcome } from './plan';

/** How it ended for somebody; `why`: what led there, for whoever asks. */
export type End = { outcome: Outcome; seats: number; why?: string };

/** How it ends for somebody who was told no: refused by right, or let down. */
export function endOf(reply: Reply & { ok: false }): End {
  return { outcome: isFault(reply.status) ? 'failed' : 'refused', seats: 0, why: reply.code };
}
