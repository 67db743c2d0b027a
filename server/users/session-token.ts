import { z } from 'zod';
import { anonymous, type Account, type Actor } from '@/server/platform/actor';
import { env } from '@/server/platform/env';
import { Mac } from '@/server/platform/mac';
import { Recent } from '@/server/platform/recent';
import { singleton } from '@/server/platform/singleton';

/**
 * A session is a plain HS256 JWT (RFC 7519), the same for the site's cookie, API clients and realtime. Written
 * on node:crypto because verifying is on every request: 2 us, where jose's asynchronous WebCrypto takes 45.
 * The algorithm is not negotiated: the first segment must be, byte for byte, the one that we write.
 */
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

export const sessionSeconds = 30 * 24 * 60 * 60;
const tokenLengthMax = 2_000;

const claimsSchema = z.object({
  /** The account's id. */
  sub: z.uuid(),
  role: z.enum(['FAN', 'ORGANISER', 'ADMIN']),
  name: z.string(),
  email_verified: z.boolean(),
});

export type SessionClaims = z.infer<typeof claimsSchema>;
export type Session = SessionClaims & { iat: number; exp: number };

const sessionSchema = claimsSchema.extend({ iat: z.number(), exp: z.number() });

const mac = () => singleton('session-mac', () => new Mac(env.SESSION_SECRET));

/** The session cookie's name: browsers take a `__Secure-` one over https only. */
export const sessionCookieName = (): string =>
  env.PUBLIC_URL.startsWith('https:') ? '__Secure-openrun.session' : 'openrun.session';

export function signSession(claims: SessionClaims, nowMs: number = Date.now()): string {
  const { sub, role, name, email_verified } = claims;
  const iat = Math.floor(nowMs / 1_000);
  const session: Session = { sub, role, name, email_verified, iat, exp: iat + sessionSeconds };
  const signed = `${header}.${Buffer.from(JSON.stringify(session)).toString('base64url')}`;
  return `${signed}.${mac().of(signed)}`;
}

/** Tokens whose signature was right: a purchase asks with the same one again and again. */
const verified = new Recent<string, Session>(10_000);

/** What the token says, or null when it is forged, expired or not a session. Never throws. */
export function verifySession(
  token: string | undefined,
  nowMs: number = Date.now(),
): Session | null {
  if (!token || token.length > tokenLengthMax) return null;
  const known = verified.get(token);
  if (known) return isLive(known, nowMs) ? known : null;
  const session = verifySignature(token);
  if (!session || !isLive(session, nowMs)) return null;
  verified.set(token, session);
  return session;
}

const isLive = ({ exp }: Session, nowMs: number) => exp * 1_000 > nowMs;

function verifySignature(token: string): Session | null {
  const [head, body, signature, ...rest] = token.split('.');
  if (head !== header || !body || !signature || rest.length > 0) return null;
  return mac().isOf(`${head}.${body}`, signature) ? parseSession(body) : null;
}

function parseSession(body: string): Session | null {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return null;
  }
  const session = sessionSchema.safeParse(content);
  return session.success ? session.data : null;
}

/** Who the token speaks for, by its claims alone. For staff's rights use `actorOfSession`, which asks what they are now. */
export function claimedActor(token: string | undefined): Actor {
  const session = verifySession(token);
  return session ? actorOfClaims(session) : anonymous;
}

export function actorOfClaims(session: Session): Account {
  return {
    kind: 'account',
    id: session.sub,
    role: session.role,
    emailVerified: session.email_verified,
  };
}
