'use client';

import { TicketX } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { useTranslations } from 'next-intl';
import { isRefusal } from '@/components/api/client';
import { useTicket, useTicketsOf } from '@/components/api/queries';
import { LoadFailed } from '@/components/shell/load-failed';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { useSeatLabel } from '@/components/ui/seat-label';
import { Skeleton } from '@/components/ui/skeleton';
import type { Ticket } from '@/server/tickets/tickets.schema';
import { AddToCalendar } from './add-to-calendar';
import { useKeepOffline } from './offline';
import { TicketCard } from './ticket-card';

/** One ticket to be proud of, and to be let in with. */
export function TicketPage({ ticketId }: { ticketId: string }) {
  const t = useTranslations('ticket');
  const { data: ticket, error, refetch } = useTicket(ticketId);
  const tickets = (useTicketsOf(ticket?.reservationId).data?.tickets ?? []).toReversed();
  useKeepOffline(
    ticket?.reservationId,
    tickets.map(({ id }) => id),
  );
  if (isRefusal(error, 'not_found', 'invalid_input')) return <Missing />;
  if (error && !ticket) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  return (
    <div className="page grid justify-items-center gap-4 py-6 [--around:var(--bg)] md:py-12">
      <h1 className="sr-only">{t('title')}</h1>
      {ticket ? (
        <TicketCard ticket={ticket} />
      ) : (
        <Skeleton className="h-150 w-full max-w-100 rounded-lg md:max-w-200" />
      )}
      <p className="text-center text-sm text-muted">{t('atDoor')}</p>
      {ticket && ticket.status !== 'VOID' && !ticket.schedule.cancelled && (
        <AddToCalendar ticket={ticket} />
      )}
      {tickets.length > 1 && <Siblings tickets={tickets} ticketId={ticketId} />}
    </div>
  );
}

/** The other seats of the same reservation; one person shows them all at the door. */
function Siblings({ tickets, ticketId }: { tickets: Ticket[]; ticketId: string }) {
  const t = useTranslations('ticket');
  const label = useSeatLabel();
  return (
    <nav aria-label={t('others')} className="grid justify-items-center gap-2">
      <ul className="flex flex-wrap justify-center gap-2">
        {tickets.map(({ id, seat }, index) => (
          <li key={id}>
            <Link
              href={`/tickets/${id}`}
              replace
              aria-current={id === ticketId ? 'page' : undefined}
              aria-label={t('which', { index: index + 1, seat: label(seat) })}
              className={cn(
                buttonClass({ variant: 'secondary', size: 'sm' }),
                'min-w-11 aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent',
              )}
            >
              {index + 1}
            </Link>
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">{t('share')}</p>
    </nav>
  );
}

function Missing() {
  const t = useTranslations('ticket');
  return (
    <div className="page py-12">
      <EmptyState
        icon={TicketX}
        title={t('missing')}
        action={
          <Link href="/my/tickets" className={buttonClass({ variant: 'secondary' })}>
            {t('toMine')}
          </Link>
        }
      >
        {t('missingBody')}
      </EmptyState>
    </div>
  );
}
