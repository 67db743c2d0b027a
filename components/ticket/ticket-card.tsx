'use client';

import { useLocale, useTranslations } from 'next-intl';
import { textIn } from '@/components/format/text';
import { formatDateTime } from '@/components/format/time';
import { Poster } from '@/components/poster/poster';
import { GradeMark } from '@/components/ui/grade-mark';
import { toLocale } from '@/i18n/locale';
import type { TicketWithCode } from '@/server/tickets/tickets.schema';
import { DoorCode } from './door-code';

/** White in both themes: a scanner reads it, and the paper it stands for is white. */
export function TicketCard({ ticket }: { ticket: TicketWithCode }) {
  const locale = toLocale(useLocale());
  const { concert, venue, schedule } = ticket;
  const [title, artist] = [textIn(concert.title, locale), textIn(concert.artist, locale)];
  return (
    <article
      aria-label={title}
      className="light grid w-full max-w-100 grid-cols-[104px_1fr] overflow-hidden rounded-lg border border-line bg-white text-ink shadow-raised md:max-w-200 md:grid-cols-2"
    >
      <div className="p-4 pr-0 md:row-span-4 md:p-0">
        <Poster
          seed={concert.posterSeed}
          title={title}
          artist={artist}
          className="md:h-full md:rounded-none md:border-0 md:[&]:object-cover"
        />
      </div>
      <header className="grid content-center gap-1 p-4 md:px-8 md:pt-8">
        <h2 className="text-lg md:text-xl">{title}</h2>
        <p className="text-sm text-muted">{artist}</p>
        <p className="text-sm font-semibold">{formatDateTime(schedule.startsAt, locale, true)}</p>
        <p className="text-sm text-muted">{textIn(venue.name, locale)}</p>
      </header>
      <SeatBlock ticket={ticket} />
      <Perforation />
      <DoorCode ticket={ticket} />
    </article>
  );
}

function SeatBlock({ ticket }: { ticket: TicketWithCode }) {
  const [t, common] = [useTranslations('ticket'), useTranslations('common')];
  const locale = toLocale(useLocale());
  const { floor, section, row, number, grade } = ticket.seat;
  const parts = [
    [t('section'), section],
    [t('row'), row],
    [t('number'), number],
  ] as const;
  return (
    <section
      aria-label={t('seat')}
      className="col-span-2 grid gap-1 px-4 pb-3 md:col-span-1 md:col-start-2 md:px-8"
    >
      <p className="flex items-center justify-between text-sm">
        <GradeMark grade={grade} label={common(`grade.${grade}`)} />
        <span className="text-muted">{textIn(floor, locale)}</span>
      </p>
      <dl className="grid grid-cols-3 gap-2">
        {parts.map(([name, value]) => (
          <div key={name} className="rounded-md bg-sunken px-3 py-2">
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="text-xl font-extrabold md:text-2xl">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Where paper would tear: two notches and a dashed line. */
function Perforation() {
  const notch =
    'absolute top-0 size-6 -translate-y-1/2 rounded-full border border-line bg-(--around)';
  return (
    <div
      aria-hidden
      className="relative col-span-2 my-3 border-t-2 border-dashed border-line md:col-span-1 md:col-start-2"
    >
      <span className={`${notch} -left-3 md:hidden`} />
      <span className={`${notch} -right-3`} />
    </div>
  );
}
