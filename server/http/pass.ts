import { z } from '@hono/zod-openapi';
import type { Account } from '@/server/platform/actor';
import { type PassClaims, verifyPass } from '@/server/waiting-room';
import { idempotencyHeader } from './openapi';

export const withPassHeader = idempotencyHeader.extend({
  'openrun-pass': z.string().optional().describe('the pass that entering gave'),
});

/** What the pass says that a client carries, if it is the actor's and of this schedule; null when it is not. */
export function passOf(
  token: string | undefined,
  account: Account,
  scheduleId: string,
): PassClaims | null {
  const pass = verifyPass(token);
  return pass?.accountId === account.id && pass.scheduleId === scheduleId ? pass : null;
}
