import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';

/** What every client component may use. A page adds its own with `<PageMessages of={['pay']}>`. */
const everywhere = ['common', 'refusals'];

/** Sends only the named namespaces to the browser, beside those that are needed everywhere. */
export async function PageMessages(props: { of?: string[]; children: ReactNode }) {
  const all = await getMessages();
  const names = [...everywhere, ...(props.of ?? [])];
  const messages = Object.fromEntries(names.map((name) => [name, all[name] ?? {}]));
  return <NextIntlClientProvider messages={messages}>{props.children}</NextIntlClientProvider>;
}
