import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { VerifyEmail } from '@/components/auth/verify-email';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('verify.title'), robots: { index: false } };
}

export default async function VerifyEmailPage() {
  const t = await getTranslations('auth');
  return (
    <>
      <h1 className="text-2xl">{t('verify.title')}</h1>
      <VerifyEmail />
    </>
  );
}
