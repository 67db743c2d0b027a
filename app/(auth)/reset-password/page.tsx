import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ResetPassword } from '@/components/auth/reset-password';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('reset.title'), robots: { index: false } };
}

export default async function ResetPasswordPage() {
  const t = await getTranslations('auth');
  return (
    <>
      <header className="grid gap-2">
        <h1 className="text-2xl">{t('reset.title')}</h1>
        <p className="text-muted">{t('reset.lead')}</p>
      </header>
      <ResetPassword />
    </>
  );
}
