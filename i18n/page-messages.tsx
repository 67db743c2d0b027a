import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import { MoreMessages } from './more-messages';

/** What every client component may use: the layout sends it. */
const everywhere = ['common', 'refusals'];

/**
 * Sends the named namespaces to the browser. The layout's, without names, sends what is needed everywhere; a page
 * adds its own with `<PageMessages of={['pay']}>`.
 */
export async function PageMessages({ of, children }: { of?: string[]; children: ReactNode }) {
  const all = await getMessages();
  const messages = Object.fromEntries((of ?? everywhere).map((name) => [name, all[name] ?? {}]));
  if (of) return <MoreMessages messages={messages}>{children}</MoreMessages>;
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
