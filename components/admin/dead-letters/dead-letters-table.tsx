'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatDateTime } from '@/components/format/time';
import { Table, Td, Th } from '@/components/ui/table';
import type { Locale } from '@/i18n/locale';
import type { DeadLetter } from '@/server/outbox/dead-letters.schema';
import { LetterActions } from './letter-actions';
import { indented, typeIn } from './letter-body';

/** A row a letter; what it says is folded away under its event's name. */
export function DeadLettersTable({ letters }: { letters: DeadLetter[] }) {
  const t = useTranslations('admin.deadLetters');
  const locale = useLocale() as Locale;
  return (
    <Table aria-label={t('title')}>
      <thead>
        <tr>
          <Th>{t('event')}</Th>
          <Th>{t('consumer')}</Th>
          <Th>{t('error')}</Th>
          <Th>{t('since')}</Th>
          <Th>
            <span className="sr-only">{t('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => {
          const type = typeIn(letter.body);
          return (
            <tr key={letter.id} className="hover:bg-sunken">
              <Td className="min-w-60 align-top">
                <details>
                  <summary className="cursor-pointer font-semibold">
                    {type ?? t('unreadable')}
                  </summary>
                  <pre className="mt-1 max-w-[60ch] overflow-x-auto rounded-md bg-sunken p-2 text-xs break-all whitespace-pre-wrap">
                    {indented(letter.body)}
                  </pre>
                </details>
              </Td>
              <Td className="align-top whitespace-nowrap">{letter.consumer}</Td>
              <Td className="max-w-80 min-w-40 align-top break-words">{letter.error}</Td>
              <Td className="align-top whitespace-nowrap text-muted">
                {formatDateTime(letter.createdAt, locale)}
              </Td>
              <Td className="py-0.5 align-top">
                <LetterActions letter={letter} type={type} />
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
