'use client';

import { CreditCard, Wallet } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import type { PaymentMethod } from '@/server/payments/payments.schema';

const icons = { wallet: Wallet, card: CreditCard };

type Props = {
  methods: readonly PaymentMethod[];
  chosen: PaymentMethod;
  onChoose: (method: PaymentMethod) => void;
  disabled: boolean;
};

/** With what to pay: radio buttons, so that arrow keys and screen readers know them. */
export function Methods({ methods, chosen, onChoose, disabled }: Props) {
  const t = useTranslations('pay');
  const hints: Record<PaymentMethod, ReactNode> = { wallet: t('walletHint'), card: t('cardHint') };
  return (
    <fieldset disabled={disabled} className="grid gap-2">
      <legend className="mb-2 text-sm font-semibold">{t('method')}</legend>
      <div className="grid gap-2">
        {methods.map((method) => {
          const Icon = icons[method];
          return (
            <label
              key={method}
              className={cn(
                'grid cursor-pointer grid-cols-[auto_1fr_auto] items-center gap-x-3 rounded-md border p-3',
                'has-disabled:cursor-not-allowed has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                method === chosen ? 'border-accent bg-accent-soft' : 'border-edge bg-surface',
              )}
            >
              <Icon aria-hidden className="size-5 text-muted" />
              <span className="grid min-w-0">
                <span className="font-semibold">{t(`methods.${method}`)}</span>
                <span className="text-xs text-muted">{hints[method]}</span>
              </span>
              <input
                type="radio"
                name="method"
                value={method}
                checked={method === chosen}
                onChange={() => onChoose(method)}
                className="size-5 accent-accent outline-none"
              />
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
