'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/components/api/client';
import { Button, buttonClass } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import type { PresaleCodes as Made } from '@/server/schedules/schedules.schema';
import { useSave } from './use-save';

/** Makes codes for the presale lane, and shows them the once that they can be seen. */
export function PresaleCodes({ id }: { id: string }) {
  const t = useTranslations('adminCatalogue.schedule');
  const [codes, setCodes] = useState<string[]>([]);
  const make = useSave(
    (body: { count: number; usesMax: number }) =>
      api.post<Made>(`/admin/schedules/${id}/presale-codes`, body),
    { says: t('codesMade'), next: (made) => setCodes(made.codes) },
  );
  return (
    <section className="mt-12 grid max-w-2xl gap-4">
      <h2 className="text-base font-bold">{t('presaleCodes')}</h2>
      <p className="text-sm text-muted">{t('presaleHint')}</p>
      <form
        className="grid items-end gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          make.save({ count: Number(data.get('count')), usesMax: Number(data.get('usesMax')) });
        }}
      >
        <CountField name="count" label={t('codeCount')} max={10_000} value={100} />
        <CountField name="usesMax" label={t('codeUses')} max={1_000_000} value={1} />
        <Button type="submit" variant="secondary" busy={make.busy} className="justify-self-start">
          {t('makeCodes')}
        </Button>
      </form>
      {codes.length > 0 && <MadeCodes codes={codes} />}
    </section>
  );
}

function CountField(props: { name: string; label: string; max: number; value: number }) {
  return (
    <Field label={props.label}>
      <Input
        name={props.name}
        type="number"
        inputMode="numeric"
        min={1}
        max={props.max}
        required
        defaultValue={props.value}
      />
    </Field>
  );
}

function MadeCodes({ codes }: { codes: string[] }) {
  const t = useTranslations('adminCatalogue.schedule');
  const text = codes.join('\n');
  return (
    <div role="status" className="grid gap-3">
      <p className="text-sm font-semibold">{t('codesShown', { count: codes.length })}</p>
      <pre
        tabIndex={0}
        className="max-h-60 overflow-auto rounded-md border border-edge bg-sunken p-3 text-sm tabular-nums"
      >
        {text}
      </pre>
      <a
        className={buttonClass({ variant: 'secondary' })}
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
        download="presale-codes.txt"
      >
        {t('downloadCodes')}
      </a>
    </div>
  );
}
