'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { useSteering } from './use-sale';

type Props = { scheduleId: string; admissionsPerMinute: number; capacity: number };

/** How many are let in a minute and may be inside at once, each change with its reason. */
export function PaceForm({ scheduleId, admissionsPerMinute, capacity }: Props) {
  const t = useTranslations('adminCatalogue.sale');
  const fields = useTranslations('adminCatalogue.schedule');
  const steer = useSteering(scheduleId, t('steered'));
  return (
    <section className="grid gap-3">
      <h2 className="text-base">{t('steering')}</h2>
      <form
        className="grid gap-4 rounded-lg border border-line bg-surface p-4"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          const reason = data.get('reason');
          steer.mutate({
            admissionsPerMinute: Number(data.get('admissionsPerMinute')),
            capacity: Number(data.get('capacity')),
            reason: typeof reason === 'string' ? reason : '',
          });
        }}
      >
        <div className="grid grid-cols-2 items-end gap-4">
          <Pace name="admissionsPerMinute" label={fields('rate')} value={admissionsPerMinute} />
          <Pace name="capacity" label={fields('capacity')} value={capacity} />
        </div>
        <Field label={t('reason')} hint={t('reasonHint')}>
          <Input name="reason" required maxLength={200} autoComplete="off" />
        </Field>
        <Button type="submit" variant="secondary" busy={steer.isPending}>
          {t('steer')}
        </Button>
      </form>
    </section>
  );
}

function Pace({ name, label, value }: { name: string; label: string; value: number }) {
  return (
    <Field label={label}>
      <Input
        name={name}
        type="number"
        inputMode="numeric"
        min={1}
        max={1_000_000}
        required
        defaultValue={value}
      />
    </Field>
  );
}
