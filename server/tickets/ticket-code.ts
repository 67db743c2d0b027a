import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';

/**
 * A ticket's code: 16 bytes of ticket id, 16 of schedule id, 64 of Ed25519 signature over both, in base64url.
 * 128 characters make a QR that a phone reads from a dim screen; with the public key a door checks it offline.
 */
export type TicketClaims = { ticketId: string; scheduleId: string };

const claimsBytes = 32;
const codePattern = /^[A-Za-z0-9_-]{128}$/;

const privateKey = (): KeyObject =>
  singleton('ticket-key', () =>
    createPrivateKey({
      key: Buffer.from(env.TICKET_SIGNING_KEY, 'base64'),
      format: 'der',
      type: 'pkcs8',
    }),
  );

const publicKey = (): KeyObject =>
  singleton('ticket-public-key', () => createPublicKey(privateKey()));

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function signTicket({ ticketId, scheduleId }: TicketClaims): string {
  const claims = Buffer.concat([uuidBytes(ticketId), uuidBytes(scheduleId)]);
  return Buffer.concat([claims, sign(null, claims, privateKey())]).toString('base64url');
}

/** What a genuine code says, or null. Never throws. */
export function verifyTicket(code: string): TicketClaims | null {
  if (!codePattern.test(code)) return null;
  const bytes = Buffer.from(code, 'base64url');
  const claims = bytes.subarray(0, claimsBytes);
  if (!verify(null, claims, publicKey(), bytes.subarray(claimsBytes))) return null;
  const hex = claims.toString('hex');
  return { ticketId: uuidOf(hex.slice(0, 32)), scheduleId: uuidOf(hex.slice(32)) };
}

/** The public half as a JSON Web Key (RFC 8037). */
export function ticketPublicKey(): { kty: 'OKP'; crv: 'Ed25519'; x: string } {
  return { kty: 'OKP', crv: 'Ed25519', x: String(publicKey().export({ format: 'jwk' }).x) };
}
