import { env } from '@/server/platform/env';

export const socialProviders = ['google', 'kakao', 'naver'] as const;
export type SocialProvider = (typeof socialProviders)[number];

type Credentials = { clientId: string; clientSecret: string };

/** What the provider gave this site, or null where it is not set up: then nobody is offered it. */
export function socialCredentials(provider: SocialProvider): Credentials | null {
  const name = provider.toUpperCase() as Uppercase<SocialProvider>;
  const clientId = env[`${name}_CLIENT_ID`];
  const clientSecret = env[`${name}_CLIENT_SECRET`];
  return clientId && clientSecret ? { clientId, clientSecret } : null;
}

export const offeredSocials = (): SocialProvider[] =>
  socialProviders.filter((provider) => socialCredentials(provider) !== null);
