import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';

/**
 * The key that signs lists and receipts: `DRAW_SIGNING_KEY`, or the tickets' where there is none. Every text begins
 * with what it is, and a ticket's claims are 32 bytes, so no signature passes for another.
 */
const keyPair = () =>
  singleton('draw-key', () => {
    const key = Buffer.from(env.DRAW_SIGNING_KEY ?? env.TICKET_SIGNING_KEY, 'base64');
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
    const publicKey = Buffer.from(x!, 'base64url').toString('hex');
    return { privateKey, publicKey };
  });

export const signText = (text: string): string =>
  sign(null, Buffer.from(text), keyPair().privateKey).toString('hex');

/** The public half, named by the beginning of its hash. */
export function drawPublicKey() {
  const { publicKey } = keyPair();
  const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
  return { id, algorithm: 'Ed25519' as const, publicKey };
}

/** A secret of this site for one purpose. */
export const derivedSecret = (purpose: string, of: 'sha256' | 'sha384' = 'sha256'): Buffer =>
  createHmac(of, env.PASS_SECRET).update(`openrun ${purpose}`).digest();
