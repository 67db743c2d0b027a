'use client';

import { RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api } from '@/components/api/client';
import { textIn } from '@/components/format/text';
import { Poster } from '@/components/poster/poster';
import { Button } from '@/components/ui/button';
import { Field, Input, Textarea } from '@/components/ui/field';
import { toLocale, type Text } from '@/i18n/locale';
import type { AdminConcert, ConcertInput } from '@/server/concerts/concerts.schema';
import { useSave } from './use-save';

type Draft = ConcertInput & { posterSeed: string };

const emptyText = { ko: '', en: '' };
const blank = { title: emptyText, artist: emptyText, description: emptyText };
const newSeed = () => Math.random().toString(36).slice(2, 10);

function readForm(form: HTMLFormElement): Draft {
  const data = new FormData(form);
  const field = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const text = (name: string) => ({ ko: field(`${name}.ko`), en: field(`${name}.en`) });
  return {
    title: text('title'),
    artist: text('artist'),
    description: text('description'),
    posterSeed: field('posterSeed'),
    ageLimit: Number(field('ageLimit')),
    runningMinutes: Number(field('runningMinutes')),
  };
}

/** What a concert is, in both languages, with its poster as it will be. */
export function ConcertForm({ concert, seed }: { concert?: AdminConcert; seed: string }) {
  const t = useTranslations('adminCatalogue.concert');
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { ageLimit = 8, runningMinutes = 120 } = concert ?? {};
  const [draft, setDraft] = useState<Draft>({
    ...(concert ?? blank),
    posterSeed: concert?.posterSeed ?? seed,
    ageLimit,
    runningMinutes,
  });
  const { save, busy, faultOf } = useSave(
    (input: Draft) =>
      concert
        ? api.patch<AdminConcert>(`/admin/concerts/${concert.id}`, input)
        : api.post<AdminConcert>('/admin/concerts', input),
    {
      says: t(concert ? 'saved' : 'made'),
      next: ({ id }) => (concert ? router.refresh() : router.push(`/admin/concerts/${id}`)),
    },
  );
  const pair = (name: 'title' | 'artist' | 'description', label: string, long = false) => (
    <TextPair name={name} label={label} value={draft[name]} long={long} faultOf={faultOf} />
  );
  return (
    <form
      ref={form}
      className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_200px]"
      onChange={(event) => setDraft(readForm(event.currentTarget))}
      onSubmit={(event) => {
        event.preventDefault();
        save(readForm(event.currentTarget));
      }}
    >
      <div className="grid content-start gap-4">
        {pair('title', t('name'))}
        {pair('artist', t('artist'))}
        {pair('description', t('description'), true)}
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={t('ageLimit')} hint={t('ageLimitHint')} error={faultOf('ageLimit')}>
            <Input
              name="ageLimit"
              type="number"
              min={0}
              max={19}
              required
              defaultValue={ageLimit}
            />
          </Field>
          <Field label={t('runningMinutes')} error={faultOf('runningMinutes')}>
            <Input
              name="runningMinutes"
              type="number"
              min={1}
              max={600}
              required
              defaultValue={runningMinutes}
            />
          </Field>
        </div>
        <Button type="submit" busy={busy} className="justify-self-start">
          {t(concert ? 'save' : 'make')}
        </Button>
      </div>
      <PosterChoice draft={draft} onSeed={(posterSeed) => setDraft({ ...draft, posterSeed })} />
    </form>
  );
}

type PairProps = {
  name: string;
  label: string;
  value: Text;
  long: boolean;
  faultOf: (path: string) => string | undefined;
};

function TextPair({ name, label, value, long, faultOf }: PairProps) {
  const t = useTranslations('adminCatalogue.concert');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {(['ko', 'en'] as const).map((language) => (
        <Field
          key={language}
          label={t(language, { field: label })}
          error={faultOf(`${name}.${language}`)}
        >
          {long ? (
            <Textarea
              name={`${name}.${language}`}
              rows={6}
              maxLength={4_000}
              defaultValue={value[language]}
              lang={language}
            />
          ) : (
            <Input
              name={`${name}.${language}`}
              maxLength={80}
              required
              defaultValue={value[language]}
              lang={language}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function PosterChoice({ draft, onSeed }: { draft: Draft; onSeed: (seed: string) => void }) {
  const t = useTranslations('adminCatalogue.concert');
  const locale = toLocale(useLocale());
  const title = textIn(draft.title, locale);
  return (
    <div className="grid max-w-50 content-start gap-3">
      <p className="text-sm font-semibold">{t('poster')}</p>
      <Poster
        seed={draft.posterSeed}
        title={title}
        artist={textIn(draft.artist, locale)}
        label={t('posterLabel', { title })}
      />
      <input type="hidden" name="posterSeed" value={draft.posterSeed} readOnly />
      <Button variant="secondary" size="sm" onClick={() => onSeed(newSeed())}>
        <RefreshCw aria-hidden className="size-4" />
        {t('otherPoster')}
      </Button>
    </div>
  );
}
