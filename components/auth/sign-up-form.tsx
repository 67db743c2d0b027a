'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { api, isRefusal } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import { nameLengthMax, passwordLengthMax, passwordLengthMin } from '@/server/users/limits.schema';
import { AuthError } from './auth-error';
import { withNext } from './return-path';
import { signInWithPassword } from './sign-in';
import { useArrive } from './use-arrive';
import { useForm } from './use-form';

/** Signs up, signs in, and goes on: the mail waits, the sale does not. */
export function SignUpForm({ next }: { next: string }) {
  const t = useTranslations('auth');
  const locale = useLocale();
  const refusal = useRefusalText();
  const arrive = useArrive();
  const form = useForm(async (field) => {
    const [email, password] = [field('email'), field('password')];
    await api.post('/users', { email, password, name: field('name'), locale });
    await signInWithPassword(email, password);
    await arrive(next);
    toast.success(t('signUp.done'), { description: t('signUp.doneHint', { email }) });
  });
  const taken = isRefusal(form.error, 'email_taken');
  return (
    <form onSubmit={form.onSubmit} method="post" className="grid gap-4">
      {form.error && !taken && <AuthError>{refusal(form.error)}</AuthError>}
      <Field label={t('name')}>
        <Input name="name" autoComplete="nickname" required maxLength={nameLengthMax} />
      </Field>
      <Field
        label={t('email')}
        error={taken ? refusal(form.error) : undefined}
        hint={t('signUp.emailHint')}
      >
        <Input name="email" type="email" autoComplete="username" required maxLength={254} />
      </Field>
      <Field label={t('password')} hint={t('signUp.passwordHint', { count: passwordLengthMin })}>
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={passwordLengthMin}
          maxLength={passwordLengthMax}
        />
      </Field>
      <Button type="submit" size="lg" busy={form.busy}>
        {t('signUp.action')}
      </Button>
      <p className="text-center text-sm text-muted">
        {t('signUp.known')}{' '}
        <Link
          href={withNext('/sign-in', next)}
          className="inline-flex min-h-11 items-center font-semibold text-accent"
        >
          {t('signUp.toSignIn')}
        </Link>
      </p>
    </form>
  );
}
