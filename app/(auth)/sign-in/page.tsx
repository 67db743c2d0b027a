import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { returnPath } from '@/components/auth/return-path';
import { SignInForm } from '@/components/auth/sign-in-form';
import { SocialSignIn } from '@/components/auth/social-sign-in';
import { env } from '@/server/platform/env';
import { demoAccounts, demoPassword, offeredSocials } from '@/server/users';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signIn.title'), robots: { index: false } };
}

export default async function SignInPage({ searchParams }: Props) {
  const { next, callbackUrl, error } = await searchParams;
  // Our own links say `next`; next-auth comes back with a `callbackUrl` of the whole address.
  const back = returnPath(next ?? String(callbackUrl ?? '').replace(env.PUBLIC_URL, ''));
  if ((await pageActor()).kind === 'account') redirect(back);
  const t = await getTranslations('auth');
  const demo = env.OPENRUN_DEMO === '1' ? demoAccounts : [];
  return (
    <>
      <header className="grid gap-2">
        <h1 className="text-2xl">{t('signIn.title')}</h1>
        <p className="text-muted">{t('signIn.lead')}</p>
      </header>
      <SignInForm
        next={back}
        failed={typeof error === 'string' ? error : undefined}
        demo={demo.map((account) => ({ ...account, password: demoPassword }))}
      />
      <SocialSignIn providers={offeredSocials()} next={back} />
    </>
  );
}
