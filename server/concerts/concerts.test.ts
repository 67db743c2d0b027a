import { describe, expect, it } from 'vitest';
import { aConcert, aFan, anAdmin, anOrganiser, aSchedule, textOf } from '@/server/testing';
import {
  createConcert,
  deleteConcert,
  findConcert,
  listConcerts,
  listOwnConcerts,
  publishConcert,
  requireOwnConcert,
  updateConcert,
} from '.';
import { adminConcertListSchema, concertInputSchema, concertListSchema } from './concerts.schema';

const input = concertInputSchema.parse({ title: textOf('봄밤'), artist: textOf('윤슬') });
const titles = async (query: object) =>
  (await listConcerts(concertListSchema.parse(query))).concerts.map((one) => one.title.ko);

describe('a concert', () => {
  it('is a draft until it is published', async () => {
    const organiser = await anOrganiser();
    const { id } = await createConcert(organiser, input);
    expect(await findConcert(id)).toBeNull();
    await publishConcert(organiser, id);
    expect(await findConcert(id)).toMatchObject({ id, title: textOf('봄밤'), scheduleCount: 0 });
  });

  it('is made by staff only', async () => {
    await expect(createConcert(await aFan(), input)).rejects.toMatchObject({ code: 'staff_only' });
  });

  it('is not there for another organiser, and is for an admin', async () => {
    const concert = await aConcert();
    const other = await anOrganiser();
    const refused = { code: 'not_found' };
    await expect(requireOwnConcert(other, concert.id)).rejects.toMatchObject(refused);
    await expect(updateConcert(other, concert.id, { ageLimit: 7 })).rejects.toMatchObject(refused);
    await expect(publishConcert(other, concert.id)).rejects.toMatchObject(refused);
    await expect(deleteConcert(other, concert.id)).rejects.toMatchObject(refused);
    const changed = await updateConcert(await anAdmin(), concert.id, { ageLimit: 7 });
    expect(changed.ageLimit).toBe(7);
  });

  it('is found by its new words once it is changed, and what was not given stays', async () => {
    const organiser = await anOrganiser();
    const concert = await aConcert({ organiser, title: textOf('봄밤'), ageLimit: 12 });
    await updateConcert(organiser, concert.id, { title: { ko: '가을 소풍', en: 'Autumn outing' } });
    expect(await titles({ query: '봄밤' })).toEqual([]);
    expect(await titles({ query: '소풍' })).toEqual(['가을 소풍']);
    expect(await findConcert(concert.id)).toMatchObject({ ageLimit: 12, artist: concert.artist });
  });

  it('adds up its schedules: days, halls, prices and the sale that comes next', async () => {
    const organiser = await anOrganiser();
    const open = await aSchedule({ organiser });
    await aSchedule({
      organiser,
      concertId: open.concertId,
      opensAt: new Date(Date.now() + 60_000),
      startsAt: new Date(Date.now() + 9 * 86_400_000),
    });
    const concert = await findConcert(open.concertId);
    expect(concert).toMatchObject({
      scheduleCount: 2,
      firstStartsAt: open.startsAt,
      priceMin: Math.min(...open.grades.map(({ price }) => price)),
      priceMax: Math.max(...open.grades.map(({ price }) => price)),
      venues: [textOf('Hall')],
      nextSale: { scheduleId: open.id, opensAt: open.opensAt, lobbyOpensAt: open.lobbyOpensAt },
    });
  });
});

describe('the list of concerts', () => {
  it('shows a page at a time and says how many there are', async () => {
    const organiser = await anOrganiser();
    for (const name of ['하나', '둘', '셋']) await aConcert({ organiser, title: textOf(name) });
    const first = await listConcerts(concertListSchema.parse({ size: '2' }));
    expect(first).toMatchObject({ total: 3, page: 1, pages: 2 });
    expect(first.concerts.map((one) => one.title.ko)).toEqual(['셋', '둘']);
    expect(await titles({ size: 2, page: 2 })).toEqual(['하나']);
    const beyond = await listConcerts(concertListSchema.parse({ size: 2, page: 9 }));
    expect(beyond).toEqual({ concerts: [], total: 3, page: 9, pages: 2 });
  });

  it('finds concerts that are played in a range of days', async () => {
    const startsAt = new Date(Date.now() + 5 * 86_400_000);
    const { concertId } = await aSchedule({ startsAt });
    await aConcert({ title: textOf('없는 날') });
    const days = (from: number, to: number) => ({
      from: new Date(startsAt.getTime() + from * 86_400_000).toISOString(),
      to: new Date(startsAt.getTime() + to * 86_400_000).toISOString(),
    });
    const found = async (query: object) =>
      (await listConcerts(concertListSchema.parse(query))).concerts.map((one) => one.id);
    expect(await found(days(-1, 1))).toEqual([concertId]);
    expect(await found(days(0, 1))).toEqual([concertId]);
    expect(await found(days(-1, 0))).toEqual([]);
    expect(await found({ to: days(0, 1).to })).toEqual([concertId]);
    expect(await found({ from: days(1, 2).from })).toEqual([]);
  });

  it('tells what is on sale from what opens later, and sorts by opening', async () => {
    const organiser = await anOrganiser();
    const open = await aSchedule({ organiser });
    const later = await aSchedule({ opensAt: new Date(Date.now() + 3_600_000) });
    const found = async (query: object) =>
      (await listConcerts(concertListSchema.parse(query))).concerts.map((one) => one.id);
    expect(await found({ sale: 'open' })).toEqual([open.concertId]);
    expect(await found({ sale: 'upcoming' })).toEqual([later.concertId]);
    expect(await found({ sort: 'opening' })).toEqual([open.concertId, later.concertId]);
    // A second date of what is on sale opens last: until then it does not stand before the others.
    const opensAt = new Date(Date.now() + 7_200_000);
    await aSchedule({ organiser, concertId: open.concertId, opensAt });
    const upcoming = { sale: 'upcoming', sort: 'opening' };
    expect(await found(upcoming)).toEqual([later.concertId, open.concertId]);
  });

  it("is an organiser's own in the console, drafts too", async () => {
    const organiser = await anOrganiser();
    const draft = await aConcert({ organiser, published: false });
    const shown = await aConcert({ organiser });
    await aConcert();
    const ids = async (actor: typeof organiser, query = {}) =>
      (await listOwnConcerts(actor, adminConcertListSchema.parse(query))).concerts.map((c) => c.id);
    expect(await ids(organiser)).toEqual([shown.id, draft.id]);
    expect(await ids(organiser, { state: 'draft' })).toEqual([draft.id]);
    expect(await ids(await anAdmin())).toHaveLength(3);
  });
});
