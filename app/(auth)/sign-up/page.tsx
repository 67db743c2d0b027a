import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { returnPath } from '@/components/auth/return-path';
import { SignUpForm } from '@/components/auth/sign-up-form';
import { SocialSignIn } from '@/components/auth/social-sign-in';
import { offeredSocials } from '@/server/users';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signUp.title') };
}

export default async function SignUpPage({ searchParams }: Props) {
  const next = returnPath((await searchParams)['next']);
  if ((await pageActor()).kind === 'account') redirect(next);
  const t = await getTranslations('auth');
  return (
    <>
      <header className="grid gap-2">
        <h1 className="text-2xl">{t('signUp.title')}</h1>
        <p className="text-muted">{t('signUp.lead')}</p>
      </header>
      <SignUpForm next={next} />
      <SocialSignIn providers={offeredSocials()} next={next} />
    </>
  );
}
