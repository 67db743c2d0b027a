'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { api } from '@/components/api/client';
import { useWallet } from '@/components/api/queries';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { LoadFailed } from '@/components/shell/load-failed';
import { EmptyState } from '@/components/ui/empty-state';
import { Price } from '@/components/ui/price';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, Td, Th } from '@/components/ui/table';
import { TopUp } from '@/components/ui/top-up';
import { toLocale } from '@/i18n/locale';
import type { WalletTransaction, WalletTransactions } from '@/server/wallets/wallets.schema';
import { ListSkeleton, More } from './more';

/** What there is, a way to add to it, and every movement with the balance it left. */
export function WalletPage() {
  const t = useTranslations('my');
  const { data: wallet, error, refetch } = useWallet();
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <h1 className="sr-only">{t('tabs.wallet')}</h1>
      <section className="grid gap-4 rounded-lg border border-line bg-surface p-4 md:grid-cols-2 md:p-6">
        <div>
          <h2 className="text-sm font-semibold text-muted">{t('balance')}</h2>
          {wallet ? (
            <Price amount={wallet.balance} className="text-2xl font-extrabold tracking-tight" />
          ) : (
            <Skeleton className="h-10 w-48" />
          )}
        </div>
        <TopUp />
      </section>
      <History />
    </>
  );
}

function History() {
  const t = useTranslations('my');
  const query = useInfiniteQuery({
    queryKey: ['wallet', 'transactions'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<WalletTransactions>(`/wallet/transactions${pageParam && `?cursor=${pageParam}`}`, {
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
  if (query.error) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap((page) => page.transactions);
  return (
    <section className="grid gap-3">
      <h2 className="text-lg">{t('history')}</h2>
      {!rows && <ListSkeleton />}
      {rows?.length === 0 && (
        <EmptyState icon={ReceiptText} title={t('emptyHistory')}>
          {t('emptyHistoryHint')}
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <Table aria-label={t('history')}>
          <thead>
            <tr>
              <Th className="max-md:hidden">{t('when')}</Th>
              <Th className="max-md:pl-0">{t('what')}</Th>
              <Th className="text-right max-md:pr-0">{t('amount')}</Th>
              <Th className="text-right max-md:hidden">{t('balanceAfter')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </Table>
      )}
      <More query={query} />
    </section>
  );
}

/** On a phone the time goes under what it was, and the balance under the amount. */
function Row({ row }: { row: WalletTransaction }) {
  const t = useTranslations('my');
  const locale = toLocale(useLocale());
  const when = formatDateTime(row.createdAt, locale);
  return (
    <tr>
      <Td className="whitespace-nowrap text-muted max-md:hidden">{when}</Td>
      <Td className="max-md:pl-0">
        <span className="font-semibold">{t(`kind.${row.kind}`)}</span>
        {row.concertTitle && (
          <span className="block text-muted">{textIn(row.concertTitle, locale)}</span>
        )}
        <span className="block text-xs text-muted md:hidden">{when}</span>
      </Td>
      <Td className="text-right whitespace-nowrap max-md:pr-0">
        <span className={`font-semibold ${row.amount > 0 ? 'text-good' : ''}`}>
          {row.amount > 0 && '+'}
          <Price amount={row.amount} />
        </span>
        <span className="block text-xs text-muted md:hidden">
          {t('balance')} <Price amount={row.balanceAfter} />
        </span>
      </Td>
      <Td className="text-right max-md:hidden">
        <Price amount={row.balanceAfter} />
      </Td>
    </tr>
  );
}
