'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRefusalText } from '@/components/api/use-refusal';
import { ApiError } from '@/components/api/client';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { AuthError } from './auth-error';
import { withNext } from './return-path';
import { signInWithPassword } from './sign-in';
import { useArrive } from './use-arrive';
import { useForm } from './use-form';

type Props = { next: string; failed?: string; demo: DemoAccount[] };
export type DemoAccount = { role: string; email: string; password: string };

export function SignInForm({ next, failed, demo }: Props) {
  const t = useTranslations('auth');
  const refusal = useRefusalText();
  const arrive = useArrive();
  const enter = async (email: string, password: string) => {
    await signInWithPassword(email, password);
    await arrive(next);
  };
  const form = useForm((field) => enter(field('email'), field('password')));
  const error = form.error ?? (failed ? new ApiError(401, failed) : null);
  return (
    <form onSubmit={form.onSubmit} method="post" className="grid gap-4">
      {error && <AuthError>{refusal(error)}</AuthError>}
      <Field label={t('email')}>
        <Input name="email" type="email" autoComplete="username" required maxLength={254} />
      </Field>
      <Field label={t('password')}>
        <Input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
        />
      </Field>
      <Link
        href="/forgot-password"
        className="-mt-3 -mb-2 inline-flex min-h-11 items-center justify-self-end text-sm font-semibold text-accent"
      >
        {t('signIn.forgot')}
      </Link>
      <Button type="submit" size="lg" busy={form.busy}>
        {t('signIn.action')}
      </Button>
      <p className="text-center text-sm text-muted">
        {t('signIn.new')}{' '}
        <Link
          href={withNext('/sign-up', next)}
          className="inline-flex min-h-11 items-center font-semibold text-accent"
        >
          {t('signIn.toSignUp')}
        </Link>
      </p>
      {demo.length > 0 && <DemoAccounts accounts={demo} enter={enter} />}
    </form>
  );
}

type DemoProps = {
  accounts: DemoAccount[];
  enter: (email: string, password: string) => Promise<void>;
};

/** One press for each of the demo's people. */
function DemoAccounts({ accounts, enter }: DemoProps) {
  const t = useTranslations('auth.demo');
  const refusal = useRefusalText();
  const form = useForm((field) => enter(field('email'), accounts[0]!.password));
  return (
    <section aria-labelledby="demo" className="grid gap-2 rounded-lg border border-line p-4">
      <h2 id="demo" className="text-sm">
        {t('title')}
      </h2>
      <p className="text-sm text-muted">{t('hint', { password: accounts[0]!.password })}</p>
      {form.error && <AuthError>{refusal(form.error)}</AuthError>}
      <ul className="grid gap-2">
        {accounts.map(({ role, email }) => (
          <li key={email} className="flex items-center justify-between gap-2">
            <span className="min-w-0 text-sm">
              <span className="font-semibold">{t(`role.${role}`)}</span>{' '}
              <span className="text-muted">{email}</span>
            </span>
            <Button
              variant="secondary"
              size="sm"
              onClick={() => form.send({ email })}
              disabled={form.busy}
              busy={form.busy && form.sent?.['email'] === email}
            >
              {t('enter')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
