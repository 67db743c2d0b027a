'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { TicketIcon } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { useLocale, useTranslations } from 'next-intl';
import type { z } from 'zod';
import { api } from '@/components/api/client';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge, type Tone } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { GradeMark } from '@/components/ui/grade-mark';
import { useSeatLabel } from '@/components/ui/seat-label';
import { toLocale } from '@/i18n/locale';
import type { Ticket, ticketsSchema } from '@/server/tickets/tickets.schema';
import { ListSkeleton, More } from './more';
import { Browse } from './reservations';

const tones: Record<Ticket['status'], Tone> = { VALID: 'accent', USED: 'good', VOID: 'neutral' };

/** A person's tickets, the newest first; or those of one reservation. */
export function Tickets({ reservationId }: { reservationId?: string }) {
  const t = useTranslations('my');
  const query = useInfiniteQuery({
    queryKey: ['tickets', 'list', reservationId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams();
      if (reservationId) search.set('reservationId', reservationId);
      if (pageParam) search.set('cursor', pageParam);
      return api.get<z.infer<typeof ticketsSchema>>(`/tickets?${search}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
  if (query.error) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  const tickets = query.data?.pages.flatMap((page) => page.tickets);
  return (
    <>
      <h1 className="sr-only">{t('tabs.tickets')}</h1>
      {reservationId && (
        <p className="flex min-h-11 flex-wrap items-center gap-x-3 text-sm text-muted">
          {t('ofReservation')}
          <Link href="/my/tickets" className="font-semibold text-accent underline">
            {t('allTickets')}
          </Link>
        </p>
      )}
      {!tickets && <ListSkeleton />}
      {tickets?.length === 0 && (
        <EmptyState icon={TicketIcon} title={t('emptyTickets')} action={<Browse />}>
          {t('emptyTicketsHint')}
        </EmptyState>
      )}
      <ul className="grid gap-4 md:grid-cols-2">
        {tickets?.map((ticket) => (
          <li key={ticket.id}>
            <TicketRow ticket={ticket} />
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

function TicketRow({ ticket }: { ticket: Ticket }) {
  const [t, common] = [useTranslations('my'), useTranslations('common')];
  const locale = toLocale(useLocale());
  const label = useSeatLabel();
  const { concert, schedule, venue, seat, status } = ticket;
  const title = textIn(concert.title, locale);
  return (
    <article className="relative flex h-full gap-4 rounded-lg border border-line bg-surface p-4 hover:bg-sunken">
      <span className="w-20 shrink-0">
        <Poster seed={concert.posterSeed} title={title} artist={textIn(concert.artist, locale)} />
      </span>
      <div className="grid min-w-0 content-center gap-1">
        <p>
          {schedule.cancelled ? (
            <Badge>{t('cancelledWhy.show')}</Badge>
          ) : (
            <Badge tone={tones[status]}>{t(`ticket.${status}`)}</Badge>
          )}
        </p>
        <h2 className="truncate text-base">
          <Link href={`/tickets/${ticket.id}`} className="after:absolute after:inset-0">
            {title}
          </Link>
        </h2>
        <p className="text-sm text-muted">
          {formatDateTime(schedule.startsAt, locale, true)}
          <span className="block truncate">{textIn(venue.name, locale)}</span>
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-sm">
          <GradeMark grade={seat.grade} label={common(`grade.${seat.grade}`)} />
          {label(seat)}
        </p>
      </div>
    </article>
  );
}
