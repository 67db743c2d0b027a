'use client';

import { useRouter } from 'next/navigation';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { groupDigits } from '@/components/format/money';
import { textIn } from '@/components/format/text';
import { formatDays } from '@/components/format/time';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Table, Td, Th } from '@/components/ui/table';
import { toLocale } from '@/i18n/locale';
import type { AdminConcert } from '@/server/concerts/concerts.schema';
import { ConfirmButton } from './confirm-button';

type Outcome = { id: string; title: string; why: string | null };

/** The concerts, with a choice of rows and what to do with all of them at once. */
export function ConcertsTable({ concerts, admin }: { concerts: AdminConcert[]; admin: boolean }) {
  const t = useTranslations('adminCatalogue.concerts');
  const [chosen, setChosen] = useState<string[]>([]);
  const here = concerts.filter(({ id }) => chosen.includes(id));
  return (
    <>
      <Table aria-label={t('title')}>
        <thead>
          <tr>
            <Th className="w-10 pr-0">
              <Check
                label={t('selectAll')}
                checked={here.length > 0 && here.length === concerts.length}
                onChange={(on) => setChosen(on ? concerts.map(({ id }) => id) : [])}
              />
            </Th>
            <Th>{t('concert')}</Th>
            <Th>{t('state')}</Th>
            <Th>{t('days')}</Th>
            <Th className="text-right">{t('schedules')}</Th>
            <Th className="text-right">{t('sold')}</Th>
            {admin && <Th>{t('organiser')}</Th>}
          </tr>
        </thead>
        <tbody>
          {concerts.map((concert) => (
            <Row
              key={concert.id}
              concert={concert}
              admin={admin}
              chosen={chosen.includes(concert.id)}
              onChoose={(on) =>
                setChosen(on ? [...chosen, concert.id] : chosen.filter((id) => id !== concert.id))
              }
            />
          ))}
        </tbody>
      </Table>
      <Bulk concerts={here} onDone={() => setChosen([])} />
    </>
  );
}

function Check(props: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="-m-2 grid size-8 cursor-pointer place-items-center">
      <input
        type="checkbox"
        aria-label={props.label}
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
    </label>
  );
}

type RowProps = {
  concert: AdminConcert;
  admin: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
};

function Row({ concert, admin, chosen, onChoose }: RowProps) {
  const t = useTranslations('adminCatalogue.concerts');
  const locale = toLocale(useLocale());
  const title = textIn(concert.title, locale);
  const { firstStartsAt, lastStartsAt } = concert;
  return (
    <tr className="hover:bg-sunken">
      <Td className="pr-0">
        <Check label={t('select', { title })} checked={chosen} onChange={onChoose} />
      </Td>
      <Td className="min-w-48">
        <Link href={`/admin/concerts/${concert.id}`} className="font-semibold hover:underline">
          {title}
        </Link>
        <span className="block text-muted">{textIn(concert.artist, locale)}</span>
      </Td>
      <Td>
        {concert.publishedAt ? (
          <Badge tone="good">{t('published')}</Badge>
        ) : (
          <Badge>{t('draft')}</Badge>
        )}
      </Td>
      <Td className="whitespace-nowrap">
        {firstStartsAt && lastStartsAt ? (
          formatDays(firstStartsAt, lastStartsAt, locale)
        ) : (
          <span className="text-muted">{t('noDays')}</span>
        )}
      </Td>
      <Td className="text-right">{concert.scheduleCount}</Td>
      <Td className="text-right">{groupDigits(concert.soldSeats)}</Td>
      {admin && <Td className="whitespace-nowrap text-muted">{concert.organiser.name}</Td>}
    </tr>
  );
}

/** Does one thing to every chosen concert and says for each how it went. */
function Bulk({ concerts, onDone }: { concerts: AdminConcert[]; onDone: () => void }) {
  const t = useTranslations('adminCatalogue.concerts');
  const locale = toLocale(useLocale());
  const refusalText = useRefusalText();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const each = async (send: (id: string) => Promise<unknown>) => {
    setBusy(true);
    const results: Outcome[] = [];
    for (const { id, title } of concerts) {
      const why = await send(id).then(() => null, refusalText);
      results.push({ id, title: textIn(title, locale), why });
    }
    setOutcomes(results);
    setBusy(false);
    onDone();
    router.refresh();
  };
  return (
    <div aria-live="polite" className="mt-3 grid gap-2">
      {concerts.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 rounded-md bg-sunken px-3 py-2 text-sm">
          <span className="mr-auto font-semibold">{t('selected', { count: concerts.length })}</span>
          <Button
            size="sm"
            variant="secondary"
            busy={busy}
            onClick={() => void each((id) => api.post(`/admin/concerts/${id}/publication`))}
          >
            {t('publish')}
          </Button>
          <ConfirmButton
            label={t('delete')}
            title={t('confirmDelete', { count: concerts.length })}
            description={t('confirmDeleteHint')}
            danger
            busy={busy}
            onConfirm={() => void each((id) => api.del(`/admin/concerts/${id}`))}
          />
        </div>
      )}
      {outcomes.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {outcomes.map(({ id, title, why }) => (
            <li key={id} className={why ? 'text-bad' : 'text-good'}>
              {why ? t('refused', { title, why }) : t('done', { title })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
