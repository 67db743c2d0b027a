'use client';

import { MailCheck } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input } from '@/components/ui/field';
import { AuthError } from './auth-error';
import { useForm } from './use-form';

/** Asks for the link; what it says then is true whether or not the e-mail has an account. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo) return <Sent email={sentTo} onAgain={() => setSentTo(null)} />;
  return <AskForm onSent={setSentTo} />;
}

function AskForm({ onSent }: { onSent: (email: string) => void }) {
  const t = useTranslations('auth');
  const refusal = useRefusalText();
  const form = useForm(async (field) => {
    await api.post('/users/password-resets', { email: field('email') });
    onSent(field('email'));
  });
  return (
    <form onSubmit={form.onSubmit} method="post" className="grid gap-4">
      {form.error && <AuthError>{refusal(form.error)}</AuthError>}
      <Field label={t('email')}>
        <Input name="email" type="email" autoComplete="username" required maxLength={254} />
      </Field>
      <Button type="submit" size="lg" busy={form.busy}>
        {t('forgot.action')}
      </Button>
      <Link
        href="/sign-in"
        className="inline-flex min-h-11 items-center justify-self-center text-sm font-semibold text-accent"
      >
        {t('forgot.back')}
      </Link>
    </form>
  );
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useTranslations('auth.forgot');
  return (
    <div role="status">
      <EmptyState
        icon={MailCheck}
        title={t('sent')}
        action={
          <Button variant="secondary" onClick={onAgain}>
            {t('again')}
          </Button>
        }
      >
        {t('sentHint', { email })}
      </EmptyState>
    </div>
  );
}
