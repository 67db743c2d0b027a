import { Prisma, prisma } from '@/server/platform/db';
import type { SearchTerm } from './search-text';
import type { Owner } from './concerts.store';

export type ConcertFilter = {
  terms: SearchTerm[];
  state: 'draft' | 'published' | null;
  owner: Owner;
  /** Has a schedule that starts in [from, to). */
  from: string | null;
  to: string | null;
  sale: 'open' | 'upcoming' | null;
  sort: 'newest' | 'soonest' | 'opening' | 'title';
  page: number;
  size: number;
};

/** The ids of one page, and how many concerts there are in all. */
export async function selectConcertIds(filter: ConcertFilter) {
  const [row] = await prisma.$queryRaw<{ total: number; ids: string[] }[]>(concertIdsSql(filter));
  return row!;
}

/** All that match are counted anyway, so they are found once: by the index on pieces, rechecked on the text. */
export function concertIdsSql(filter: ConcertFilter): Prisma.Sql {
  const { page, size } = filter;
  return Prisma.sql`
    WITH found AS MATERIALIZED (
      SELECT c.id, ${sortKeyOf(filter)} AS sort_key FROM concerts c
      WHERE ${Prisma.join(conditionsOf(filter), ' AND ')})
    SELECT (SELECT count(*)::int FROM found) AS total, ARRAY(
      SELECT id FROM found ORDER BY sort_key, id DESC LIMIT ${size} OFFSET ${(page - 1) * size}) AS ids`;
}

const sortKeys = {
  newest: Prisma.sql`-extract(epoch FROM coalesce(c.published_at, c.created_at))`,
  title: Prisma.sql`c.title_ko`,
  soonest: Prisma.sql`(SELECT min(s.starts_at) FROM schedules s
    WHERE s.concert_id = c.id AND s.cancelled_at IS NULL AND s.starts_at > now())`,
  opening: Prisma.sql`(SELECT min(s.opens_at) FROM schedules s
    WHERE s.concert_id = c.id AND s.cancelled_at IS NULL AND s.closes_at > now())`,
};

/** Of what is still to open, the opening that comes: another date may be on sale for long. */
const nextOpening = Prisma.sql`(SELECT min(s.opens_at) FROM schedules s
    WHERE s.concert_id = c.id AND s.cancelled_at IS NULL AND s.opens_at > now())`;

const sortKeyOf = ({ sale, sort }: ConcertFilter) =>
  sale === 'upcoming' && sort === 'opening' ? nextOpening : sortKeys[sort];

function conditionsOf({ terms, state, owner, from, to, sale }: ConcertFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (state === 'published') conditions.push(Prisma.sql`c.published_at IS NOT NULL`);
  if (state === 'draft') conditions.push(Prisma.sql`c.published_at IS NULL`);
  if (owner) conditions.push(Prisma.sql`c.organiser_id = ${owner}::uuid`);
  if (terms.length > 0) {
    const grams = [...new Set(terms.flatMap((term) => term.grams))];
    conditions.push(Prisma.sql`c.search_grams @> ${grams}::text[]`);
  }
  for (const { text } of terms) conditions.push(Prisma.sql`strpos(c.search_text, ${text}) > 0`);
  if (from) conditions.push(hasSchedule(Prisma.sql`s.starts_at >= ${from}::timestamptz`, to));
  else if (to) conditions.push(hasSchedule(Prisma.sql`true`, to));
  if (sale === 'open')
    conditions.push(hasSchedule(Prisma.sql`s.opens_at <= now() AND s.closes_at > now()`, null));
  if (sale === 'upcoming') conditions.push(hasSchedule(Prisma.sql`s.opens_at > now()`, null));
  return conditions;
}

function hasSchedule(condition: Prisma.Sql, to: string | null): Prisma.Sql {
  const before = to ? Prisma.sql`AND s.starts_at < ${to}::timestamptz` : Prisma.empty;
  return Prisma.sql`EXISTS (SELECT 1 FROM schedules s
    WHERE s.concert_id = c.id AND s.cancelled_at IS NULL AND ${condition} ${before})`;
}
