'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatDate } from '@/components/format/time';
import { Badge } from '@/components/ui/badge';
import { Table, Td, Th } from '@/components/ui/table';
import type { Locale } from '@/i18n/locale';
import type { PersonView } from '@/server/users/users.schema';
import { RoleSelect } from './role-select';

export function PeopleTable({ people, ownId }: { people: PersonView[]; ownId: string }) {
  const t = useTranslations('admin.people');
  const locale = useLocale() as Locale;
  return (
    <Table aria-label={t('title')}>
      <thead>
        <tr>
          <Th>{t('person')}</Th>
          <Th>{t('role')}</Th>
          <Th>{t('joined')}</Th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id} className="hover:bg-sunken">
            <Td className="min-w-60">
              <span className="block font-semibold">{person.name}</span>
              <span className="flex flex-wrap items-center gap-x-2 text-muted">
                {person.email}
                {!person.emailVerified && <Badge tone="warn">{t('unverified')}</Badge>}
              </span>
            </Td>
            <Td className="whitespace-nowrap">
              {person.id === ownId ? (
                <span className="text-muted">
                  {t(`roles.${person.role}`)} ({t('you')})
                </span>
              ) : (
                <RoleSelect person={person} />
              )}
            </Td>
            <Td className="whitespace-nowrap text-muted">
              {formatDate(person.createdAt, locale, true)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
