'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { formatDateTime } from '@/components/format/time';
import { Button } from '@/components/ui/button';
import { toLocale } from '@/i18n/locale';
import type { IdentityView } from '@/server/users/identity.schema';

/** Whether this person's identity is verified, and the way to the provider that does it. */
export function Identity() {
  const t = useTranslations('my.identity');
  const locale = toLocale(useLocale());
  const sayRefusal = useRefusalText();
  const { data } = useQuery({
    queryKey: ['identity'],
    queryFn: ({ signal }) => api.get<IdentityView>('/users/me/identity', { signal }),
  });
  const begin = useMutation({
    mutationFn: () => api.post<{ url: string }>('/users/me/identity'),
    onSuccess: ({ url }) => location.assign(url),
  });
  if (!data) return null;
  return (
    <section className="flex flex-wrap items-center justify-between gap-4 rounded-lg border border-line bg-surface p-4">
      <div>
        <h2 className="text-sm font-semibold text-muted">{t('title')}</h2>
        <p className="text-sm">
          {data.verifiedAt
            ? t('done', { time: formatDateTime(data.verifiedAt, locale) })
            : t('none')}
        </p>
        {begin.error && (
          <p role="alert" className="text-sm text-bad">
            {sayRefusal(begin.error)}
          </p>
        )}
      </div>
      {!data.verifiedAt && (
        <Button variant="secondary" onClick={() => begin.mutate()} busy={begin.isPending}>
          {t('begin')}
        </Button>
      )}
    </section>
  );
}
