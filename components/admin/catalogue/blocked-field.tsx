'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { textIn } from '@/components/format/text';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { toLocale } from '@/i18n/locale';
import type { LayoutSections, SectionNumbers } from '@/server/schedules/schedules.schema';
import { type BlockedRange, rangesOf, seatsIn, withoutSeats, withSeats } from './blocked-seats';

type Props = {
  layoutId: string;
  value: number[];
  onChange: (seats: number[]) => void;
  /** The sale has opened, or somebody has reserved. */
  fixed: boolean;
};

/** Seats that are not for sale, said as people say it: section, row, numbers. */
export function BlockedField({ layoutId, value, onChange, fixed }: Props) {
  const t = useTranslations('adminCatalogue.blocked');
  const refusalText = useRefusalText();
  const { data, error } = useQuery({
    queryKey: ['layouts', layoutId, 'sections'],
    enabled: layoutId !== '',
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      api.get<LayoutSections>(`/admin/layouts/${layoutId}/sections`, { signal }),
  });
  return (
    <fieldset disabled={fixed} className="grid gap-4">
      <legend className="mb-3 text-base font-bold">{t('legend')}</legend>
      <p className="-mt-2 text-sm text-muted">{t(fixed ? 'fixed' : 'hint')}</p>
      {error && <Notice tone="bad" title={refusalText(error)} />}
      {data && !fixed && (
        <Picker
          key={layoutId}
          sections={data.sections}
          onPick={(seats) => onChange(withSeats(value, seats))}
        />
      )}
      {data && (
        <Ranges
          ranges={rangesOf(data.sections, value)}
          onRemove={fixed ? undefined : (seats) => onChange(withoutSeats(value, seats))}
        />
      )}
      <p role="status" className="text-sm text-muted">
        {t('count', { count: value.length })}
      </p>
    </fieldset>
  );
}

type PickerProps = { sections: SectionNumbers[]; onPick: (seats: number[]) => void };

const numberIn = (text: string) => (text === '' ? undefined : Number(text));

function Picker({ sections, onPick }: PickerProps) {
  const t = useTranslations('adminCatalogue.blocked');
  const locale = toLocale(useLocale());
  const [sectionId, setSectionId] = useState(sections[0]?.id ?? '');
  const [rowName, setRowName] = useState('');
  const [ends, setEnds] = useState({ from: '', to: '' });
  const [isMissing, setMissing] = useState(false);
  const section = sections.find(({ id }) => id === sectionId);
  const row = section?.rows.find(({ name }) => name === rowName);
  const pick = () => {
    const seats = section ? seatsIn(section, row, numberIn(ends.from), numberIn(ends.to)) : [];
    setMissing(seats.length === 0);
    if (seats.length === 0) return;
    onPick(seats);
    setEnds({ from: '', to: '' });
  };
  const number = (end: 'from' | 'to') => (
    <Field label={t(end)} error={isMissing && end === 'from' ? t('missing') : undefined}>
      <Input
        type="number"
        inputMode="numeric"
        min={1}
        disabled={!row}
        value={ends[end]}
        onChange={(event) => setEnds({ ...ends, [end]: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault(); // adds to the list, and does not send the form
          pick();
        }}
      />
    </Field>
  );
  return (
    <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-4">
      <Field label={t('section')}>
        <Select
          value={sectionId}
          onChange={(event) => {
            setSectionId(event.target.value);
            setRowName('');
            setEnds({ from: '', to: '' });
          }}
        >
          {sections.map(({ id, name, floor }) => (
            <option key={id} value={id}>
              {t('sectionOption', { floor: textIn(floor, locale), section: name })}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('row')}>
        <Select value={rowName} onChange={(event) => setRowName(event.target.value)}>
          <option value="">{t('allRows')}</option>
          {section?.rows.map(({ name }) => (
            <option key={name} value={name}>
              {t('rowOption', { row: name })}
            </option>
          ))}
        </Select>
      </Field>
      {number('from')}
      {number('to')}
      <Button variant="secondary" size="sm" className="justify-self-start" onClick={pick}>
        {t('add')}
      </Button>
    </div>
  );
}

type RangesProps = { ranges: BlockedRange[]; onRemove?: (seats: number[]) => void };

function Ranges({ ranges, onRemove }: RangesProps) {
  const t = useTranslations('adminCatalogue.blocked');
  const locale = toLocale(useLocale());
  const nameOf = ({ section, row, numbers }: BlockedRange) => {
    const place = t('sectionOption', {
      floor: textIn(section.floor, locale),
      section: section.name,
    });
    if (!row) return t('wholeSection', { place });
    if (!numbers) return t('wholeRow', { place, row: row.name });
    const [from, to] = numbers;
    return t('seats', { place, row: row.name, numbers: from === to ? `${from}` : `${from}–${to}` });
  };
  if (ranges.length === 0) return null;
  return (
    <ul className="grid max-h-80 gap-2 overflow-y-auto">
      {ranges.map((range) => (
        <li
          key={range.seats[0]}
          className="flex min-h-11 items-center gap-2 rounded-md border border-edge pl-3 text-sm"
        >
          <span className="mr-auto py-2">{nameOf(range)}</span>
          <span className="text-muted">{t('ofSeats', { count: range.seats.length })}</span>
          {onRemove && (
            <Button
              variant="quiet"
              size="sm"
              aria-label={t('remove', { name: nameOf(range) })}
              onClick={() => onRemove(range.seats)}
            >
              <X aria-hidden className="size-4" />
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
