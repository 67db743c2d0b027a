'use client';

import { useTranslations } from 'next-intl';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { AuthError } from './auth-error';
import { signInWith } from './sign-in';
import { useForm } from './use-form';

/** The providers this site is set up for; nothing where there is none. */
export function SocialSignIn({ providers, next }: { providers: string[]; next: string }) {
  const t = useTranslations('auth.social');
  const refusal = useRefusalText();
  const form = useForm((field) => signInWith(field('provider'), next));
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-2">
      <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('or')}
      </p>
      {form.error && <AuthError>{refusal(form.error)}</AuthError>}
      {providers.map((provider) => (
        <Button
          key={provider}
          variant="secondary"
          onClick={() => form.send({ provider })}
          disabled={form.busy}
        >
          {t(provider)}
        </Button>
      ))}
    </div>
  );
}
