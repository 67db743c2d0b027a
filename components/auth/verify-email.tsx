'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MailCheck, MailQuestion } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { useSession } from '@/components/api/use-session';
import { Button, buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { AuthError } from './auth-error';
import { useLinkToken } from './use-link-token';

/** With a link: one press verifies (mail scanners open links, they do not press). Without: another link. */
export function VerifyEmail() {
  const t = useTranslations('auth.verify');
  const token = useLinkToken();
  const me = useSession();
  if (token === null || (!token && me === undefined)) return <Skeleton className="h-64" />;
  if (token) return <UseLink token={token} />;
  if (me?.emailVerified) return <Done />;
  return (
    <EmptyState icon={MailQuestion} title={t('waiting')} action={<Resend />}>
      {me ? t('waitingHint', { email: me.email }) : t('signInHint')}
    </EmptyState>
  );
}

function UseLink({ token }: { token: string }) {
  const t = useTranslations('auth.verify');
  const refusal = useRefusalText();
  const client = useQueryClient();
  const verify = useMutation({
    mutationFn: () => api.post('/users/verifications', { token }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
    retry: false,
  });
  if (verify.isSuccess) return <Done />;
  return (
    <div className="grid gap-4">
      {verify.error && <AuthError>{refusal(verify.error)}</AuthError>}
      {verify.error ? (
        <Resend />
      ) : (
        <>
          <p>{t('press')}</p>
          <Button size="lg" busy={verify.isPending} onClick={() => verify.mutate()}>
            {t('action')}
          </Button>
        </>
      )}
    </div>
  );
}

function Done() {
  const t = useTranslations('auth.verify');
  return (
    <div role="status">
      <EmptyState
        icon={MailCheck}
        title={t('done')}
        action={
          <Link href="/" className={buttonClass()}>
            {t('goOn')}
          </Link>
        }
      >
        {t('doneHint')}
      </EmptyState>
    </div>
  );
}

/** Another link for whoever is signed in; nobody else has an address to send it to. */
function Resend() {
  const t = useTranslations('auth.verify');
  const refusal = useRefusalText();
  const me = useSession();
  const resend = useMutation({
    mutationFn: () => api.post('/users/me/verification'),
    onSuccess: () => toast.success(t('sent')),
    onError: (error) => toast.error(refusal(error)),
    retry: false,
  });
  if (!me) {
    return (
      <Link href="/sign-in?next=%2Fverify-email" className={buttonClass({ variant: 'secondary' })}>
        {t('signIn')}
      </Link>
    );
  }
  return (
    <Button variant="secondary" busy={resend.isPending} onClick={() => resend.mutate()}>
      {t('resend')}
    </Button>
  );
}
