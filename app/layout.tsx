import type { Metadata, Viewport } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Providers } from '@/components/api/provider';
import { AwayBar } from '@/components/shell/away-bar';
import { Footer } from '@/components/shell/footer';
import { Header } from '@/components/shell/header';
import { Toaster } from '@/components/ui/toast';
import { PageMessages } from '@/i18n/page-messages';
import { env } from '@/server/platform/env';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    metadataBase: new URL(env.PUBLIC_URL),
    title: { default: `${t('siteName')} · ${t('tagline')}`, template: `%s · ${t('siteName')}` },
    description: t('description'),
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafafb' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0c0f' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, t] = await Promise.all([getLocale(), getTranslations('common')]);
  const config = { realtimeUrl: env.REALTIME_PUBLIC_URL, demo: env.OPENRUN_DEMO === '1' };
  return (
    <html lang={locale}>
      <body className="flex min-h-dvh flex-col">
        <PageMessages>
          <Providers config={config} renderedAt={Date.now()}>
            <a
              href="#content"
              className="sr-only z-50 rounded-md bg-accent p-3 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              {t('skipToContent')}
            </a>
            <Header />
            <AwayBar />
            <main
              id="content"
              tabIndex={-1}
              className="flex min-h-[calc(100dvh-64px)] flex-1 flex-col outline-none"
            >
              {children}
            </main>
            <Footer demo={config.demo} />
            <Toaster />
          </Providers>
        </PageMessages>
      </body>
    </html>
  );
}
