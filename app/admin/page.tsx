import { Music } from 'lucide-react';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { pageActor } from '@/app/page-actor';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Table, Td, Th } from '@/components/ui/table';
import type { Locale } from '@/i18n/locale';
import { listOwnConcerts } from '@/server/concerts';
import { adminConcertListSchema, type AdminConcert } from '@/server/concerts/concerts.schema';

type Selling = AdminConcert & { nextSale: NonNullable<AdminConcert['nextSale']> };

const sells = (concert: AdminConcert): concert is Selling => concert.nextSale !== null;

/** What sells now and what opens next, each one press from its live sale. */
export default async function AdminPage() {
  const actor = await pageActor();
  const filter = adminConcertListSchema.parse({ state: 'published', sort: 'soonest', size: 60 });
  const [t, { concerts }] = await Promise.all([
    getTranslations('admin.overview'),
    listOwnConcerts(actor, filter),
  ]);
  const selling = concerts
    .filter(sells)
    .sort((a, b) => Date.parse(a.nextSale.opensAt) - Date.parse(b.nextSale.opensAt));
  return (
    <>
      <PageHead
        title={t('title')}
        lead={t('lead')}
        actions={
          <Link
            href="/admin/concerts"
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('allConcerts')}
          </Link>
        }
      />
      {selling.length > 0 ? (
        <Sales concerts={selling} />
      ) : (
        <EmptyState icon={Music} title={t('none')}>
          {t('noneHint')}
        </EmptyState>
      )}
    </>
  );
}

async function Sales({ concerts }: { concerts: Selling[] }) {
  const [t, locale] = [await getTranslations('admin.overview'), (await getLocale()) as Locale];
  const now = Date.now();
  return (
    <Table aria-label={t('title')}>
      <thead>
        <tr>
          <Th>{t('concert')}</Th>
          <Th>{t('state')}</Th>
          <Th className="text-right">{t('sold')}</Th>
          <Th>{t('opens')}</Th>
          <Th>{t('starts')}</Th>
        </tr>
      </thead>
      <tbody>
        {concerts.map(({ id, title, nextSale, soldSeats }) => (
          <tr key={id} className="hover:bg-sunken">
            <Td className="min-w-36 font-semibold">
              <Link href={`/admin/schedules/${nextSale.scheduleId}`} className="hover:underline">
                {textIn(title, locale)}
              </Link>
            </Td>
            <Td>
              {Date.parse(nextSale.opensAt) <= now ? (
                <Badge tone="good">{t('open')}</Badge>
              ) : (
                <Badge>{t('soon')}</Badge>
              )}
            </Td>
            <Td className="text-right whitespace-nowrap">{t('seats', { count: soldSeats })}</Td>
            <Td className="whitespace-nowrap">{formatDateTime(nextSale.opensAt, locale)}</Td>
            <Td className="whitespace-nowrap">{formatDateTime(nextSale.startsAt, locale)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
