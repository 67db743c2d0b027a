import { z } from 'zod';
import { env } from '@/server/platform/env';
import { Mac } from '@/server/platform/mac';
import { singleton } from '@/server/platform/singleton';

const passClaimsSchema = z.object({
  passId: z.uuid(),
  accountId: z.uuid(),
  scheduleId: z.uuid(),
  /** Unix milliseconds. */
  expiresAt: z.number().int(),
});
export type PassClaims = z.infer<typeof passClaimsSchema>;

const tokenLengthMax = 1_000;

const mac = () => singleton('pass-mac', () => new Mac(env.PASS_SECRET));

/** The pass as a client carries it: `base64url(json).base64url(hmac-sha256)`. */
export function signPass({ passId, accountId, scheduleId, expiresAt }: PassClaims): string {
  const claims = JSON.stringify({ passId, accountId, scheduleId, expiresAt });
  const body = Buffer.from(claims).toString('base64url');
  return `${body}.${mac().of(body)}`;
}

/**
 * What a pass says, or null when it is forged. Whose it is and for which schedule is the caller's to compare, and
 * whether it still counts is known to Redis alone: a hold's repeat is answered also after the pass's end. Never throws.
 */
export function verifyPass(token: string | undefined): PassClaims | null {
  if (!token || token.length > tokenLengthMax) return null;
  const [body, signature, ...rest] = token.split('.');
  if (!body || !signature || rest.length > 0 || !mac().isOf(body, signature)) return null;
  return passClaimsSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
}
