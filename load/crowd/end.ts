import type { Reply } from './api';
import type { Outcome } from './plan';

/** How it ended for somebody; `why`: what led there, for whoever asks. */
export type End = { outcome: Outcome; seats: number; why?: string };

export const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** How it ends for somebody who was told no: refused by right, or let down. */
export function endOf(reply: Reply & { ok: false }): End {
  const isFault = reply.status === 0 || reply.status === 429 || reply.status >= 500;
  return { outcome: isFault ? 'failed' : 'refused', seats: 0, why: reply.code };
}
