'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, dropKey, keptKey } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { formatWon } from '@/components/format/money';
import { toLocale } from '@/i18n/locale';
import { Button } from './button';
import { Field, Input } from './field';
import { toast } from './toast';

const choices = [50_000, 100_000, 300_000];

/** Charging the wallet: the amount that is missing first, then round ones, or one's own. */
export function TopUp({ missing = 0 }: { missing?: number }) {
  const t = useTranslations('pay');
  const locale = toLocale(useLocale());
  const refusalText = useRefusalText();
  const charge = useCharge();
  const [own, setOwn] = useState('');
  const short = Math.ceil(missing / 1000) * 1000;
  const amounts = missing ? [short, ...choices.filter((amount) => amount > short)] : choices;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        charge.mutate(Number(own), { onSuccess: () => setOwn('') });
      }}
    >
      <div className="flex flex-wrap gap-2">
        {amounts.map((amount, index) => (
          <Button
            key={amount}
            size="sm"
            variant={missing && index === 0 ? 'primary' : 'secondary'}
            busy={charge.isPending && charge.variables === amount}
            disabled={charge.isPending}
            onClick={() => charge.mutate(amount)}
          >
            {t('topUpBy', { amount: formatWon(amount, locale) })}
          </Button>
        ))}
      </div>
      <Field
        label={t('topUpOther')}
        error={charge.isError ? refusalText(charge.error) : undefined}
        hint={t('topUpHint')}
      >
        <span className="flex gap-2">
          <Input
            inputMode="numeric"
            value={own}
            onChange={(event) => setOwn(event.target.value.replace(/\D/g, '').slice(0, 7))}
          />
          <Button type="submit" variant="secondary" disabled={!own || charge.isPending}>
            {t('topUp')}
          </Button>
        </span>
      </Field>
    </form>
  );
}

function useCharge() {
  const t = useTranslations('pay');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (amount: number) =>
      api.post('/wallet/charges', { amount }, { key: keptKey(`charge:${amount}`) }),
    onSuccess: async (_, amount) => {
      dropKey(`charge:${amount}`);
      toast.success(t('toppedUp'));
      await client.invalidateQueries({ queryKey: ['wallet'] });
    },
  });
}
