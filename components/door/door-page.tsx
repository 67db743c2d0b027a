'use client';

import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, type ReactNode } from 'react';
import { api } from '@/components/api/client';
import { groupDigits } from '@/components/format/money';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Field, Input, Select } from '@/components/ui/field';
import { toLocale } from '@/i18n/locale';
import type { Door, DoorCount } from '@/server/tickets/tickets.schema';
import { CodeForm } from './code-form';
import { RecentList } from './recent-list';
import { Stage } from './stage';
import { useAdmission } from './use-admission';
import { useCamera } from './use-camera';
import { useKept } from './use-kept';

/** The door of one show: who comes with which ticket, once each. */
export function DoorPage({ doors }: { doors: Door[] }) {
  const t = useTranslations('door');
  const [kept, keepShow] = useKept('show', '');
  const [gate, keepGate] = useKept('gate', t('gateDefault'));
  const scheduleId = doors.some((door) => door.scheduleId === kept) ? kept : doors[0]!.scheduleId;
  const { results, shown, isPending, admit, admitSeen, dismiss } = useAdmission({
    scheduleId,
    gate: gate.trim(),
  });
  const { video, state, want } = useCamera(admitSeen);
  useDismissByKey(shown !== null, dismiss);
  return (
    <div className="page grid grid-cols-[minmax(0,1fr)] content-start gap-6 py-6 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] md:gap-8 md:py-8">
      <div className="flex flex-wrap items-baseline justify-between gap-3 md:col-span-2">
        <h1 className="text-xl">{t('title')}</h1>
        <Count scheduleId={scheduleId} />
      </div>
      <div className="grid content-start gap-4">
        <Stage video={video} camera={state} onCamera={want} shown={shown} onNext={dismiss} />
        <CodeForm busy={isPending} onCode={admit} />
      </div>
      <div className="grid content-start gap-4">
        <ShowSelect doors={doors} value={scheduleId} onChange={keepShow} />
        <Field label={t('gate')} hint={t('gateHint')} error={gate.trim() ? null : t('gateMissing')}>
          <Input value={gate} maxLength={40} onChange={(event) => keepGate(event.target.value)} />
        </Field>
        <RecentList results={results} />
      </div>
    </div>
  );
}

type ShowSelectProps = { doors: Door[]; value: string; onChange: (scheduleId: string) => void };

function ShowSelect({ doors, value, onChange }: ShowSelectProps) {
  const t = useTranslations('door');
  const locale = toLocale(useLocale());
  return (
    <Field label={t('show')}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {doors.map(({ scheduleId, title, startsAt }) => (
          <option key={scheduleId} value={scheduleId}>
            {formatDateTime(startsAt, locale)} · {textIn(title, locale)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

const countEveryMs = 10_000;
const strong = (chunks: ReactNode) => <strong className="text-lg text-ink">{chunks}</strong>;

/** How many are in, at every gate together. */
function Count({ scheduleId }: { scheduleId: string }) {
  const t = useTranslations('door');
  const { data } = useQuery({
    queryKey: ['doors', scheduleId],
    refetchInterval: countEveryMs,
    queryFn: ({ signal }) => api.get<DoorCount>(`/doors/${scheduleId}`, { signal }),
  });
  if (!data) return <p className="text-sm text-muted">{t('counting')}</p>;
  return (
    <p className="text-sm text-muted">
      {t.rich('count', {
        admitted: groupDigits(data.admitted),
        tickets: groupDigits(data.tickets),
        strong,
      })}
    </p>
  );
}

/** Escape puts the result away; so does the next ticket. */
function useDismissByKey(active: boolean, dismiss: () => void) {
  useEffect(() => {
    if (!active) return;
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && dismiss();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [active, dismiss]);
}
