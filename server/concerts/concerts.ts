import { type Account, type Actor, requireStaff } from '@/server/platform/actor';
import { type Tx, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { publishTx } from '@/server/outbox';
import { cachedInCatalogue, dropCatalogue } from './cache-keys';
import {
  changeConcert,
  insertConcert,
  markDraftTx,
  markPublishedTx,
  type Owner,
  removeConcertTx,
  selectConcerts,
} from './concerts.store';
import type {
  AdminConcert,
  AdminConcertListInput,
  AdminConcertPage,
  Concert,
  ConcertChange,
  ConcertInput,
  ConcertListInput,
  ConcertPage,
} from './concerts.schema';
import { presentAdminConcert, presentConcert } from './present';
import { type ConcertFilter, selectConcertIds } from './list.store';
import { searchTerms } from './search-text';

/** Whose concerts a member of staff may touch: an organiser their own, an admin everybody's. */
export const ownerOf = (staff: Account): Owner => (staff.role === 'ADMIN' ? null : staff.id);

/** A draft: nobody else sees it until it is published. The seed names its own ids. */
export async function createConcert(
  actor: Actor,
  input: ConcertInput,
  id = newId(),
): Promise<AdminConcert> {
  await insertConcert(id, requireStaff(actor).id, input);
  return requireOwnConcert(actor, id);
}

export async function updateConcert(
  actor: Actor,
  id: string,
  change: ConcertChange,
): Promise<AdminConcert> {
  await changeConcert(id, ownerOf(requireStaff(actor)), change);
  await dropCatalogue();
  return requireOwnConcert(actor, id);
}

/** Lets everybody see it, and its schedules get their lines and seat maps. */
export async function publishConcert(actor: Actor, id: string): Promise<AdminConcert> {
  const owner = ownerOf(requireStaff(actor));
  await withTx(async (tx) => announceTx(tx, await markPublishedTx(tx, id, owner)));
  await dropCatalogue();
  return requireOwnConcert(actor, id);
}

/**
 * Takes it back from everybody: it is a draft again, its lines and seat maps go, and nobody reserves a seat of it. Refuses
 * `concert_has_sales` once anybody has.
 */
export async function unpublishConcert(actor: Actor, id: string): Promise<AdminConcert> {
  const owner = ownerOf(requireStaff(actor));
  await withTx(async (tx) => announceTx(tx, await markDraftTx(tx, id, owner)));
  await dropCatalogue();
  return requireOwnConcert(actor, id);
}

/** With its schedules. Refuses `concert_has_sales` once anybody has reserved a seat of one. */
export async function deleteConcert(actor: Actor, id: string): Promise<void> {
  const owner = ownerOf(requireStaff(actor));
  await withTx(async (tx) => {
    await announceTx(tx, await removeConcertTx(tx, id, owner));
  });
  await dropCatalogue();
}

async function announceTx(tx: Tx, scheduleIds: string[]): Promise<void> {
  for (const scheduleId of scheduleIds) {
    await publishTx(tx, { type: 'schedule.changed', key: scheduleId, payload: { scheduleId } });
  }
}

/** A published concert, or null. */
export function findConcert(id: string): Promise<Concert | null> {
  return cachedInCatalogue('concert', id, async () => {
    const [row] = await selectConcerts([id], { soldSeats: false });
    return row?.publishedAt ? presentConcert(row) : null;
  });
}

export async function requireConcert(id: string): Promise<Concert> {
  const concert = await findConcert(id);
  if (!concert) throw new Refusal('not_found');
  return concert;
}

/** A concert, published or not, as the staff it belongs to see it. */
export async function requireOwnConcert(actor: Actor, id: string): Promise<AdminConcert> {
  const owner = ownerOf(requireStaff(actor));
  const [row] = await selectConcerts([id], { soldSeats: true });
  if (!row || (owner && row.organiserId !== owner)) throw new Refusal('not_found');
  return presentAdminConcert(row);
}

/** One page of what is published. */
export function listConcerts(input: ConcertListInput): Promise<ConcertPage> {
  const filter: ConcertFilter = {
    ...filterOf(input),
    state: 'published',
    owner: null,
    sale: input.sale ?? null,
    sort: input.sort,
  };
  return cachedInCatalogue('concerts', JSON.stringify(filter), async () => {
    const { ids, total } = await selectConcertIds(filter);
    const rows = await selectConcerts(ids, { soldSeats: false });
    return { concerts: rows.map(presentConcert), ...pageOf(filter, total) };
  });
}

/** One page of the staff's own concerts. */
export async function listOwnConcerts(
  actor: Actor,
  input: AdminConcertListInput,
): Promise<AdminConcertPage> {
  const filter: ConcertFilter = {
    ...filterOf(input),
    state: input.state ?? null,
    owner: ownerOf(requireStaff(actor)),
    sale: null,
    sort: input.sort,
  };
  const { ids, total } = await selectConcertIds(filter);
  const rows = await selectConcerts(ids, { soldSeats: true });
  return { concerts: rows.map(presentAdminConcert), ...pageOf(filter, total) };
}

function filterOf({ query, from, to, page, size }: ConcertListInput | AdminConcertListInput) {
  return { terms: searchTerms(query ?? ''), from: from ?? null, to: to ?? null, page, size };
}

const pageOf = ({ page, size }: ConcertFilter, total: number) => ({
  total,
  page,
  pages: Math.ceil(total / size),
});
