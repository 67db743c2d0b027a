'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { api } from '@/components/api/client';
import { textIn } from '@/components/format/text';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useRefusalText } from '@/components/api/use-refusal';
import { toLocale } from '@/i18n/locale';
import type { AdminSchedule, LayoutChoice } from '@/server/schedules/schedules.schema';
import { orphanRuleSchema } from '@/server/seats/orphans.schema';
import { BlockedField } from './blocked-field';
import { toKoreaField } from './korea-time';
import { changesOf, readForm, type ScheduleBody } from './schedule-body';
import { useSave } from './use-save';

type Props = {
  concertId: string;
  layouts: LayoutChoice[];
  /** The one to change; a new one without it. */
  schedule?: AdminSchedule;
  /** Whether its sale has opened, and whether prices are fixed by now. */
  opened?: boolean;
  pricesFixed?: boolean;
};

const usualPrices = { VIP: 154_000, R: 132_000, S: 110_000, A: 88_000 };

/** A performance: hall, times, prices, and how its line is let in. Sends what was changed, and nothing else. */
export function ScheduleForm(props: Props) {
  const { concertId, layouts, schedule, opened = false, pricesFixed = false } = props;
  const t = useTranslations('adminCatalogue.schedule');
  const router = useRouter();
  const [layoutId, setLayoutId] = useState(schedule?.layoutId ?? layouts[0]?.id ?? '');
  const [blockedSeats, setBlockedSeats] = useState(schedule?.blockedSeats ?? []);
  const layout = layouts.find(({ id }) => id === layoutId);
  const { save, busy, error, faultOf } = useSave(
    (body: ScheduleBody) =>
      schedule
        ? api.patch<AdminSchedule>(`/admin/schedules/${schedule.id}`, changesOf(schedule, body))
        : api.post<AdminSchedule>('/admin/schedules', { ...body, concertId }),
    {
      says: t(schedule ? 'saved' : 'made'),
      next: ({ id }) => router.push(`/admin/schedules/${id}`),
    },
  );
  const chooseLayout = (id: string) => {
    setLayoutId(id);
    setBlockedSeats([]); // a seat is its number in its hall
  };
  return (
    <form
      className="grid max-w-2xl gap-8"
      onSubmit={(event) => {
        event.preventDefault();
        save({ ...readForm(new FormData(event.currentTarget)), blockedSeats });
      }}
    >
      <HallField layouts={layouts} value={layoutId} onChange={chooseLayout} fixed={!!schedule} />
      <Times schedule={schedule} opened={opened} faultOf={faultOf} />
      <Prices layout={layout} schedule={schedule} fixed={pricesFixed} />
      <BlockedField
        layoutId={layoutId}
        value={blockedSeats}
        onChange={setBlockedSeats}
        fixed={pricesFixed}
      />
      <Line schedule={schedule} />
      <Rules schedule={schedule} />
      <Refused error={error} />
      <Button type="submit" busy={busy} className="justify-self-start">
        {t(schedule ? 'save' : 'make')}
      </Button>
    </form>
  );
}

function Group(props: { legend: string; hint?: string; children: ReactNode; disabled?: boolean }) {
  return (
    <fieldset disabled={props.disabled} className="grid gap-4">
      <legend className="mb-3 text-base font-bold">{props.legend}</legend>
      {props.hint && <p className="-mt-2 text-sm text-muted">{props.hint}</p>}
      <div className="grid items-start gap-4 sm:grid-cols-2">{props.children}</div>
    </fieldset>
  );
}

type HallProps = {
  layouts: LayoutChoice[];
  value: string;
  onChange: (id: string) => void;
  fixed: boolean;
};

function HallField({ layouts, value, onChange, fixed }: HallProps) {
  const t = useTranslations('adminCatalogue.schedule');
  const locale = toLocale(useLocale());
  return (
    <Field label={t('hall')} hint={fixed ? t('hallFixed') : undefined}>
      <Select
        name="layoutId"
        value={value}
        disabled={fixed}
        required
        onChange={(event) => onChange(event.target.value)}
      >
        {layouts.map(({ id, venue, seatCount }) => (
          <option key={id} value={id}>
            {t('hallOption', { name: textIn(venue, locale), seats: seatCount })}
          </option>
        ))}
      </Select>
    </Field>
  );
}

type Part = { schedule?: AdminSchedule };

type TimesProps = Part & { opened: boolean; faultOf: (path: string) => string | undefined };

function Times({ schedule, opened, faultOf }: TimesProps) {
  const t = useTranslations('adminCatalogue.schedule');
  return (
    <Group legend={t('times')} hint={t('koreaTime')}>
      {(['startsAt', 'opensAt', 'closesAt'] as const).map((name) => (
        <Field
          key={name}
          label={t(name)}
          hint={name === 'closesAt' ? t('closesHint') : undefined}
          error={faultOf(name)}
        >
          <Input
            name={name}
            type="datetime-local"
            required={name !== 'closesAt'}
            disabled={opened && name === 'opensAt'}
            defaultValue={schedule && toKoreaField(schedule[name])}
          />
        </Field>
      ))}
    </Group>
  );
}

function Prices(props: Part & { layout?: LayoutChoice; fixed: boolean }) {
  const t = useTranslations('adminCatalogue.schedule');
  const common = useTranslations('common');
  const priceOf = (grade: keyof typeof usualPrices) =>
    props.schedule?.grades.find((one) => one.grade === grade)?.price ?? usualPrices[grade];
  return (
    <Group
      legend={t('prices')}
      hint={props.fixed ? t('pricesFixed') : undefined}
      disabled={props.fixed}
    >
      {props.layout?.grades.map(({ grade, seatCount }) => (
        <Field
          key={`${props.layout?.id} ${grade}`}
          label={t('price', { grade: common(`grade.${grade}`), seats: seatCount })}
        >
          <Input
            name={`price.${grade}`}
            type="number"
            inputMode="numeric"
            min={0}
            max={100_000_000}
            required
            defaultValue={priceOf(grade)}
          />
        </Field>
      ))}
    </Group>
  );
}

function NumberField(props: {
  name: string;
  label: string;
  min: number;
  max: number;
  value: number;
}) {
  return (
    <Field label={props.label}>
      <Input
        name={props.name}
        type="number"
        inputMode="numeric"
        min={props.min}
        max={props.max}
        required
        defaultValue={props.value}
      />
    </Field>
  );
}

/** Rate and capacity of a line that may have people in it are changed on the sale's page, with a reason. */
function Line({ schedule }: Part) {
  const t = useTranslations('adminCatalogue.schedule');
  const lobby = schedule?.lobbyMinutes ?? 30;
  return (
    <Group legend={t('line')}>
      <NumberField
        name="lobbyMinutes"
        label={t('lobbyMinutes')}
        min={0}
        max={1_440}
        value={lobby}
      />
      <NumberField
        name="presalePercent"
        label={t('presalePercent')}
        min={0}
        max={100}
        value={Math.round((schedule?.presaleShare ?? 0) * 100)}
      />
      {!schedule && (
        <>
          <NumberField
            name="admissionsPerMinute"
            label={t('rate')}
            min={1}
            max={1e6}
            value={1_700}
          />
          <NumberField name="capacity" label={t('capacity')} min={1} max={1e6} value={2_000} />
        </>
      )}
    </Group>
  );
}

function Rules({ schedule }: Part) {
  const t = useTranslations('adminCatalogue.schedule');
  const seats = schedule?.seatsPerPersonMax ?? 4;
  const holdMinutes = Math.round((schedule?.holdSeconds ?? 300) / 60);
  return (
    <Group legend={t('rules')}>
      <NumberField
        name="seatsPerPersonMax"
        label={t('seatsPerPersonMax')}
        min={1}
        max={8}
        value={seats}
      />
      <NumberField
        name="holdMinutes"
        label={t('holdMinutes')}
        min={1}
        max={30}
        value={holdMinutes}
      />
      <OrphanRuleField schedule={schedule} />
      <label className="flex min-h-11 items-center gap-2 text-sm sm:col-span-2">
        <input
          type="checkbox"
          name="requiresVerifiedEmail"
          defaultChecked={schedule?.requiresVerifiedEmail}
          className="size-4 accent-accent"
        />
        {t('requiresVerifiedEmail')}
      </label>
      <label className="flex min-h-11 items-center gap-2 text-sm sm:col-span-2">
        <input
          type="checkbox"
          name="requiresIdentity"
          defaultChecked={schedule?.requiresIdentity}
          className="size-4 accent-accent"
        />
        {t('requiresIdentity')}
      </label>
      <label className="flex min-h-11 items-center gap-2 text-sm sm:col-span-2">
        <input
          type="checkbox"
          name="sellsOnWithoutSeats"
          defaultChecked={schedule?.seatsAwayMode === 'degraded'}
          className="size-4 shrink-0 accent-accent"
        />
        {t('sellsOnWithoutSeats')}
      </label>
    </Group>
  );
}

function OrphanRuleField({ schedule }: Part) {
  const t = useTranslations('adminCatalogue.schedule');
  return (
    <Field label={t('orphanRule')}>
      <Select name="orphanRule" defaultValue={schedule?.orphanRule ?? 'off'}>
        {orphanRuleSchema.options.toReversed().map((rule) => (
          <option key={rule} value={rule}>
            {t(`orphanRules.${rule}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Refused({ error }: { error: unknown }) {
  const refusalText = useRefusalText();
  return error ? <Notice tone="bad" title={refusalText(error)} live /> : null;
}
