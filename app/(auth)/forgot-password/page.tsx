import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ForgotPassword } from '@/components/auth/forgot-password';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('forgot.title'), robots: { index: false } };
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations('auth');
  return (
    <>
      <header className="grid gap-2">
        <h1 className="text-2xl">{t('forgot.title')}</h1>
        <p className="text-muted">{t('forgot.lead')}</p>
      </header>
      <ForgotPassword />
    </>
  );
}
