import type { AuthOptions, Profile, User } from 'next-auth';
import { decode, encode } from 'next-auth/jwt';
import CredentialsProvider from 'next-auth/providers/credentials';
import GoogleProvider from 'next-auth/providers/google';
import KakaoProvider from 'next-auth/providers/kakao';
import NaverProvider from 'next-auth/providers/naver';
import type { Provider } from 'next-auth/providers/index';
import { sessionCookieOptions } from '@/server/http/session-cookie';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { Refusal } from '@/server/platform/refusal';
import {
  accountForSocial,
  findOwnAccount,
  offeredSocials,
  sessionClaims,
  sessionCookieName,
  sessionSeconds,
  signIn,
  signSession,
  socialCredentials,
  verifySession,
  type SessionClaims,
  type SocialProvider,
} from '@/server/users';
import { signInInput } from '@/server/users/users.schema';
import { socialProfile } from './social-profile';

/** Whoever signed in carries the claims of their account from one callback to the next. */
type SignedIn = User & { claims?: SessionClaims };

const make: Record<
  SocialProvider,
  (given: { clientId: string; clientSecret: string }) => Provider
> = {
  google: GoogleProvider,
  kakao: KakaoProvider,
  naver: NaverProvider,
};

function offeredProviders(): Provider[] {
  return offeredSocials().map((name) => make[name](socialCredentials(name)!));
}

/** E-mail and password through the verb. What it throws is kept for the route to answer with. */
const credentials = (address: string, onError: (error: unknown) => void) =>
  CredentialsProvider({
    credentials: { email: {}, password: {} },
    async authorize(given) {
      try {
        const input = signInInput.safeParse(given);
        if (!input.success) throw new Refusal('invalid_input');
        const row = await signIn(input.data, address);
        return { id: row.id, claims: sessionClaims(row) } satisfies SignedIn;
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  });

/** Finds or makes the account; a refusal goes back to the sign-in page, which has its sentence. */
async function admitSocial(user: SignedIn, provider: string, profile: Profile | undefined) {
  try {
    const row = await accountForSocial(socialProfile(provider as SocialProvider, profile));
    user.claims = sessionClaims(row);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `/sign-in?error=${error.code}`;
  }
}

/** The claims as they are now: a session that is asked for again is written again. */
async function currentClaims(accountId: string): Promise<SessionClaims> {
  const actor = { kind: 'account', id: accountId, role: 'FAN', emailVerified: false } as const;
  const row = await findOwnAccount(actor);
  if (!row) throw new Error('the account is gone');
  return sessionClaims(row);
}

/**
 * next-auth with our own token in place of its encrypted one, so that realtime and API clients verify the same.
 * Its short-lived checks of a social sign-in, which have a salt, stay encrypted.
 */
export const authOptions = (address: string, onError: (error: unknown) => void): AuthOptions => ({
  secret: env.SESSION_SECRET,
  session: { strategy: 'jwt', maxAge: sessionSeconds },
  pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/' },
  cookies: { sessionToken: { name: sessionCookieName(), options: sessionCookieOptions() } },
  providers: [credentials(address, onError), ...offeredProviders()],
  jwt: {
    encode: async (params) =>
      params.salt ? encode(params) : signSession(params.token as unknown as SessionClaims),
    decode: async (params) => (params.salt ? decode(params) : verifySession(params.token)),
  },
  callbacks: {
    signIn: ({ user, account, profile }) =>
      account?.type === 'oauth' ? admitSocial(user, account.provider, profile) : true,
    jwt: async ({ token, user }) =>
      (user as SignedIn | undefined)?.claims ?? currentClaims(String(token.sub)),
    session: ({ session, token }) => ({
      expires: session.expires,
      user: { id: token.sub, name: token.name, role: token.role },
    }),
  },
  logger: {
    error: (code) => log.warn({ code }, 'next-auth'),
    warn: () => undefined,
    debug: () => undefined,
  },
});
