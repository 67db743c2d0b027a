'use client';

import { NextIntlClientProvider, useLocale, useMessages } from 'next-intl';
import { useMemo, type ComponentProps, type ReactNode } from 'react';

type Messages = NonNullable<ComponentProps<typeof NextIntlClientProvider>['messages']>;

/** Adds a page's messages to those that are there already, so that these are sent once. */
export function MoreMessages({ messages, children }: { messages: Messages; children: ReactNode }) {
  const [locale, known] = [useLocale(), useMessages()];
  const all = useMemo(() => ({ ...known, ...messages }), [known, messages]);
  return (
    <NextIntlClientProvider locale={locale} messages={all}>
      {children}
    </NextIntlClientProvider>
  );
}
