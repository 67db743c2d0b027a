import type { ScheduleDetail } from '@/server/schedules/schedules.schema';
import { Poster } from '@/components/poster/poster';
import { formatDateTime } from '@/components/format/time';
import { scheduleId } from './api';
import { byId, setText } from './dom';
import { locale } from './texts';

/** Says what the line is for. It is the site's to answer, so it comes after the place and is asked for once. */
export async function showConcert(): Promise<void> {
  const response = await fetch(`/api/schedules/${scheduleId}`).catch(() => null);
  if (!response?.ok) return;
  const { concert, startsAt, venue } = (await response.json()) as ScheduleDetail;
  setText(byId('concert-title'), concert.title[locale]);
  setText(byId('concert-when'), `${formatDateTime(startsAt, locale)} · ${venue.name[locale]}`);
  const seed = concert.posterSeed;
  const words = { title: concert.title[locale], artist: concert.artist[locale] };
  // Bundled against jsx.ts, which makes elements.
  const poster = Poster({ seed, ...words, className: 'poster' }) as unknown as Node;
  byId('poster').replaceChildren(poster);
  byId('concert').hidden = false;
}
