'use client';

import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { Scenario } from '@/server/forecast/forecast.schema';
import {
  crowdFields,
  fansField,
  readScenario,
  saleFields,
  type ScenarioField,
  shownIn,
} from './scenario-fields';

type Props = {
  scenario: Scenario;
  busy: boolean;
  onAsk: (scenario: Scenario) => void;
  onCancel: () => void;
};

/** Who is expected, and for what: prefilled with the schedule's own. Trying other numbers changes nothing of it. */
export function ForecastForm({ scenario, busy, onAsk, onCancel }: Props) {
  const t = useTranslations('adminForecast');
  const [isWrong, setIsWrong] = useState(false);
  return (
    <form
      className="grid gap-4 rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault();
        const asked = readScenario(new FormData(event.currentTarget), scenario);
        setIsWrong(asked === null);
        if (asked) onAsk(asked);
      }}
    >
      <NumberField field={fansField} autoFocus />
      <fieldset className="grid grid-cols-2 items-end gap-4">
        <legend className="sr-only">{t('sale')}</legend>
        {saleFields.map((field) => (
          <NumberField key={field.name} field={field} value={shownIn(field, scenario)} />
        ))}
      </fieldset>
      <details className="group">
        <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1 text-sm font-semibold">
          <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
          {t('crowd')}
        </summary>
        <p className="pb-3 text-sm text-muted">{t('crowdHint')}</p>
        <div className="grid grid-cols-2 items-end gap-4">
          {crowdFields.map((field) => (
            <NumberField key={field.name} field={field} value={shownIn(field, scenario)} />
          ))}
        </div>
      </details>
      {isWrong && <Notice tone="bad" title={t('wrong')} live />}
      <div className="flex gap-2">
        <Button type="submit" busy={busy}>
          {t('ask')}
        </Button>
        {busy && (
          <Button variant="secondary" onClick={onCancel}>
            {t('stop')}
          </Button>
        )}
      </div>
    </form>
  );
}

type NumberProps = { field: ScenarioField; value?: number; autoFocus?: boolean };

function NumberField({ field: { name, min, max }, value, autoFocus }: NumberProps) {
  const t = useTranslations('adminForecast.fields');
  return (
    <Field label={t(name as 'fans')}>
      <Input
        name={name}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        required
        autoFocus={autoFocus}
        defaultValue={value}
      />
    </Field>
  );
}
