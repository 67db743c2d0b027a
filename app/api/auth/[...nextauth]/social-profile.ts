import type { Profile } from 'next-auth';
import { z } from 'zod';
import type { SocialProfile, SocialProvider } from '@/server/users';

type Given = Omit<SocialProfile, 'email'> & { email?: string | null };

const text = z.string().nullish();
const google = z.object({ sub: z.string(), email: text, email_verified: z.boolean(), name: text });
const kakao = z.object({
  id: z.union([z.number(), z.string()]),
  kakao_account: z
    .object({
      email: text,
      is_email_valid: z.boolean().optional(),
      is_email_verified: z.boolean().optional(),
      profile: z.object({ nickname: text }).optional(),
    })
    .default({}),
});
const naver = z.object({
  response: z.object({ id: z.string(), email: text, nickname: text, name: text }),
});

const nameOf = (...names: (string | null | undefined)[]) =>
  (names.find((name) => name?.trim()) ?? 'Fan').trim().slice(0, 40);

/** What each provider says of a person, in our words. Naver vouches for no e-mail: it is one that people type. */
export function socialProfile(provider: SocialProvider, profile: Profile | undefined): Given {
  if (provider === 'google') {
    const { sub, email, email_verified, name } = google.parse(profile);
    return {
      provider,
      subject: sub,
      email,
      emailVerified: email_verified,
      name: nameOf(name),
      locale: 'ko',
    };
  }
  if (provider === 'kakao') {
    const { id, kakao_account: of } = kakao.parse(profile);
    const emailVerified = Boolean(of.is_email_valid && of.is_email_verified);
    const name = nameOf(of.profile?.nickname);
    return { provider, subject: String(id), email: of.email, emailVerified, name, locale: 'ko' };
  }
  const { id, email, nickname, name } = naver.parse(profile).response;
  return {
    provider,
    subject: id,
    email,
    emailVerified: false,
    name: nameOf(nickname, name),
    locale: 'ko',
  };
}
