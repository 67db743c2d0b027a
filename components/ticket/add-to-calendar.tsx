'use client';

import { CalendarPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { textIn } from '@/components/format/text';
import { Button } from '@/components/ui/button';
import { useSeatLabel } from '@/components/ui/seat-label';
import { toLocale } from '@/i18n/locale';
import type { TicketWithCode } from '@/server/tickets/tickets.schema';
import { toCalendar } from './calendar';

/** Hands the device an iCalendar file; made here, so that it works offline. */
export function AddToCalendar({ ticket }: { ticket: TicketWithCode }) {
  const t = useTranslations('ticket');
  const locale = toLocale(useLocale());
  const label = useSeatLabel();
  const { concert, venue, schedule } = ticket;
  const add = () => {
    const text = toCalendar({
      id: ticket.id,
      startsAt: schedule.startsAt,
      minutes: concert.runningMinutes,
      title: `${textIn(concert.title, locale)} · ${textIn(concert.artist, locale)}`,
      place: `${textIn(venue.name, locale)}, ${textIn(venue.address, locale)}`,
      notes: `${label(ticket.seat)}\n${ticket.number}`,
    });
    const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'openrun.ics' });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button variant="secondary" onClick={add}>
      <CalendarPlus aria-hidden className="size-5" />
      {t('calendar')}
    </Button>
  );
}
