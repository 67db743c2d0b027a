'use client';

import { MailQuestion } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api, isRefusal } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import type { Me } from '@/components/api/use-session';
import { Button, buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input } from '@/components/ui/field';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { passwordLengthMax, passwordLengthMin } from '@/server/users/limits.schema';
import { AuthError } from './auth-error';
import { signInWithPassword } from './sign-in';
import { useArrive } from './use-arrive';
import { useForm } from './use-form';
import { useLinkToken } from './use-link-token';

/** With a link from the mail: a new password, and one is signed in. Without: the way to a link. */
export function ResetPassword() {
  const t = useTranslations('auth.reset');
  const token = useLinkToken();
  if (token === null) return <Skeleton className="h-48" />;
  if (token) return <NewPassword token={token} />;
  return (
    <EmptyState icon={MailQuestion} title={t('noLink')} action={<NewLink />}>
      {t('noLinkHint')}
    </EmptyState>
  );
}

function NewPassword({ token }: { token: string }) {
  const t = useTranslations('auth');
  const refusal = useRefusalText();
  const arrive = useArrive();
  const form = useForm(async (field) => {
    const password = field('password');
    const { account } = await api.post<{ account: Me }>('/users/passwords', { token, password });
    await signInWithPassword(account.email, password);
    toast.success(t('reset.done'));
    await arrive('/');
  });
  const isOver = isRefusal(form.error, 'reset_expired');
  return (
    <form onSubmit={form.onSubmit} method="post" className="grid gap-4">
      {form.error && <AuthError>{refusal(form.error)}</AuthError>}
      {isOver ? (
        <NewLink />
      ) : (
        <>
          <Field
            label={t('reset.password')}
            hint={t('signUp.passwordHint', { count: passwordLengthMin })}
          >
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
            {t('reset.action')}
          </Button>
        </>
      )}
    </form>
  );
}

function NewLink() {
  const t = useTranslations('auth.reset');
  return (
    <Link href="/forgot-password" className={buttonClass({ variant: 'secondary' })}>
      {t('newLink')}
    </Link>
  );
}
