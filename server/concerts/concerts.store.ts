import { type Db, Prisma, prisma, type Tx, violatedConstraint, withTx } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';
import type { ConcertChange, ConcertInput } from './concerts.schema';
import { searchColumns } from './search-text';

/** Whose concerts a question is about: an organiser's id, or null for everybody's. */
export type Owner = string | null;

export async function insertConcert(
  id: string,
  organiserId: string,
  input: ConcertInput,
): Promise<void> {
  await prisma.concert.create({
    data: {
      id,
      organiserId,
      ...textColumns(input),
      ...searchColumns(input),
      posterSeed: input.posterSeed ?? id,
      ageLimit: input.ageLimit,
      runningMinutes: input.runningMinutes,
    },
  });
}

type ConcertTexts = Pick<ConcertInput, 'title' | 'artist' | 'description'>;

function textColumns({ title, artist, description }: ConcertTexts) {
  return {
    titleKo: title.ko,
    titleEn: title.en,
    artistKo: artist.ko,
    artistEn: artist.en,
    descriptionKo: description.ko,
    descriptionEn: description.en,
  };
}

/** Changes what is given; refuses `not_found` where the owner has no such concert. */
export async function changeConcert(id: string, owner: Owner, change: ConcertChange) {
  await withTx(async (tx) => {
    await lockConcertTx(tx, id, owner);
    const kept = await tx.concert.findUniqueOrThrow({ where: { id } });
    const next = {
      title: change.title ?? { ko: kept.titleKo, en: kept.titleEn },
      artist: change.artist ?? { ko: kept.artistKo, en: kept.artistEn },
      description: change.description ?? { ko: kept.descriptionKo, en: kept.descriptionEn },
    };
    await tx.concert.update({
      where: { id },
      data: {
        ...textColumns(next),
        ...searchColumns(next),
        posterSeed: change.posterSeed,
        ageLimit: change.ageLimit,
        runningMinutes: change.runningMinutes,
        updatedAt: new Date(),
      },
    });
  });
}

/** The concert, with nobody else changing it until the transaction ends; people go on reserving. */
const lockConcertTx = (tx: Db, id: string, owner: Owner): Promise<void> =>
  lockTx(tx, id, owner, Prisma.sql`FOR NO KEY UPDATE`);

/** The same, and nobody reserves a seat of it either: who was about to waits, and who is doing it is waited for. */
const claimConcertTx = (tx: Db, id: string, owner: Owner): Promise<void> =>
  lockTx(tx, id, owner, Prisma.sql`FOR UPDATE`);

async function lockTx(tx: Db, id: string, owner: Owner, lock: Prisma.Sql): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM concerts WHERE id = ${id}::uuid AND (${owner}::uuid IS NULL OR organiser_id = ${owner}::uuid)
    ${lock}`;
  if (rows.length === 0) throw new Refusal('not_found');
}

/** Publishes once: a second time changes nothing. Returns the schedules that came out with it. */
export async function markPublishedTx(tx: Tx, id: string, owner: Owner): Promise<string[]> {
  await lockConcertTx(tx, id, owner);
  const { count } = await tx.concert.updateMany({
    where: { id, publishedAt: null },
    data: { publishedAt: new Date(), updatedAt: new Date() },
  });
  return count === 0 ? [] : selectScheduleIdsTx(tx, id);
}

/**
 * Makes it a draft again: a second time changes nothing. Refuses `concert_has_sales` for any reservation, even a cancelled
 * one. Returns the schedules that went with it.
 */
export async function markDraftTx(tx: Tx, id: string, owner: Owner): Promise<string[]> {
  await claimConcertTx(tx, id, owner);
  const where = { schedule: { concertId: id } };
  const reserved = await tx.reservation.findFirst({ where, select: { id: true } });
  if (reserved) throw new Refusal('concert_has_sales');
  const { count } = await tx.concert.updateMany({
    where: { id, publishedAt: { not: null } },
    data: { publishedAt: null, updatedAt: new Date() },
  });
  return count === 0 ? [] : selectScheduleIdsTx(tx, id);
}

async function selectScheduleIdsTx(tx: Tx, concertId: string): Promise<string[]> {
  const schedules = await tx.schedule.findMany({ where: { concertId }, select: { id: true } });
  return schedules.map((schedule) => schedule.id);
}

/** Deletes a concert with its schedules, which it returns. A reservation, even a cancelled one, keeps both. */
export async function removeConcertTx(tx: Db, id: string, owner: Owner): Promise<string[]> {
  await claimConcertTx(tx, id, owner);
  try {
    const schedules = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM schedules WHERE concert_id = ${id}::uuid RETURNING id`;
    await tx.concert.delete({ where: { id } });
    return schedules.map((schedule) => schedule.id);
  } catch (error) {
    if (violatedConstraint(error) === 'reservations_schedule_id_fkey') {
      throw new Refusal('concert_has_sales');
    }
    throw error;
  }
}

export type ConcertRow = {
  id: string;
  organiserId: string;
  organiserName: string;
  titleKo: string;
  titleEn: string;
  artistKo: string;
  artistEn: string;
  descriptionKo: string;
  descriptionEn: string;
  posterSeed: string;
  ageLimit: number;
  runningMinutes: number;
  publishedAt: Date | null;
  createdAt: Date;
  scheduleCount: number;
  firstStartsAt: Date | null;
  lastStartsAt: Date | null;
  venues: { ko: string; en: string }[] | null;
  priceMin: bigint | null;
  priceMax: bigint | null;
  nextScheduleId: string | null;
  nextStartsAt: Date | null;
  nextOpensAt: Date | null;
  nextClosesAt: Date | null;
  nextLobbyOpensAt: Date | null;
  soldSeats: number;
};

const notSold = Prisma.sql`0`;
const sold = Prisma.sql`(
  SELECT count(*)::int FROM schedules s JOIN reservation_seats r ON r.schedule_id = s.id AND r.live
  JOIN reservations o ON o.id = r.reservation_id AND o.status = 'RESERVED' WHERE s.concert_id = c.id)`;

/** Concerts with what their schedules add up to, in the order of `ids`. Sold seats are counted for staff only. */
export function selectConcerts(ids: string[], counting: { soldSeats: boolean }) {
  return prisma.$queryRaw<ConcertRow[]>`
    SELECT c.id, c.organiser_id AS "organiserId", a.name AS "organiserName",
      c.title_ko AS "titleKo", c.title_en AS "titleEn", c.artist_ko AS "artistKo", c.artist_en AS "artistEn",
      c.description_ko AS "descriptionKo", c.description_en AS "descriptionEn", c.poster_seed AS "posterSeed",
      c.age_limit AS "ageLimit", c.running_minutes AS "runningMinutes",
      c.published_at AS "publishedAt", c.created_at AS "createdAt",
      played.*, priced.*, next.*, ${counting.soldSeats ? sold : notSold} AS "soldSeats"
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, at)
    JOIN concerts c ON c.id = wanted.id
    JOIN accounts a ON a.id = c.organiser_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "scheduleCount", min(s.starts_at) AS "firstStartsAt", max(s.starts_at) AS "lastStartsAt",
        json_agg(DISTINCT jsonb_build_object('ko', v.name_ko, 'en', v.name_en)) FILTER (WHERE v.id IS NOT NULL) AS venues
      FROM schedules s JOIN layouts l ON l.id = s.layout_id JOIN venues v ON v.id = l.venue_id
      WHERE s.concert_id = c.id AND s.cancelled_at IS NULL) played
    CROSS JOIN LATERAL (
      SELECT min(p.price) AS "priceMin", max(p.price) AS "priceMax"
      FROM schedules s JOIN schedule_prices p ON p.schedule_id = s.id
      WHERE s.concert_id = c.id AND s.cancelled_at IS NULL) priced
    LEFT JOIN LATERAL (
      SELECT s.id AS "nextScheduleId", s.starts_at AS "nextStartsAt", s.opens_at AS "nextOpensAt",
        s.closes_at AS "nextClosesAt", s.opens_at - make_interval(mins => s.lobby_minutes) AS "nextLobbyOpensAt"
      FROM schedules s WHERE s.concert_id = c.id AND s.cancelled_at IS NULL AND s.closes_at > now()
      ORDER BY greatest(s.opens_at, now()), s.starts_at LIMIT 1) next ON true
    ORDER BY wanted.at`;
}
