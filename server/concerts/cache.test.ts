import { expect, it } from 'vitest';
import { sharedRedis } from '@/server/platform/redis';
import { aConcert, anOrganiser, aSchedule, textOf } from '@/server/testing';
import { updateSchedule, requireSchedule } from '@/server/schedules';
import {
  cachedInCatalogue,
  deleteConcert,
  dropCatalogue,
  findConcert,
  listConcerts,
  updateConcert,
} from '.';
import { concertListSchema } from './concerts.schema';

const everything = concertListSchema.parse({});

it('answers a hundred at once from one load', async () => {
  let loads = 0;
  const load = () => {
    loads++;
    return new Promise<string>((done) => setTimeout(() => done(`load ${loads}`), 50));
  };
  const ask = () => cachedInCatalogue('concert', 'one', load);
  const answers = await Promise.all(Array.from({ length: 100 }, ask));
  expect(new Set(answers)).toEqual(new Set(['load 1']));
  expect(await ask()).toBe('load 1');
  await dropCatalogue();
  expect(await ask()).toBe('load 2');
});

it('keeps a concert until it changes, and then shows the change at once', async () => {
  const organiser = await anOrganiser();
  const { id } = await aConcert({ organiser, title: textOf('before') });
  expect(await findConcert(id)).toMatchObject({ title: textOf('before') });
  const keys = await sharedRedis().keys('cache:catalogue:concert:*');
  expect(keys).toHaveLength(1);
  expect(await sharedRedis().pttl(keys[0]!)).toBeGreaterThan(5_000);

  await updateConcert(organiser, id, { title: textOf('after') });
  expect(await findConcert(id)).toMatchObject({ title: textOf('after') });
  expect((await listConcerts(everything)).concerts[0]).toMatchObject({ title: textOf('after') });
});

it('forgets lists when a concert is made public or deleted', async () => {
  const organiser = await anOrganiser();
  expect(await listConcerts(everything)).toMatchObject({ total: 0 });
  const { id } = await aConcert({ organiser });
  expect(await listConcerts(everything)).toMatchObject({ total: 1 });
  await deleteConcert(organiser, id);
  expect(await listConcerts(everything)).toMatchObject({ total: 0 });
});

it('forgets a schedule and its concert when the schedule changes', async () => {
  const organiser = await anOrganiser();
  const schedule = await aSchedule({ organiser, opensAt: new Date(Date.now() + 30_000) });
  await requireSchedule(schedule.id);
  await findConcert(schedule.concertId);
  const opensAt = new Date(Date.now() + 60_000);
  await updateSchedule(organiser, schedule.id, { opensAt });
  const changed = opensAt.toISOString();
  expect(await requireSchedule(schedule.id)).toMatchObject({ opensAt: changed });
  expect(await findConcert(schedule.concertId)).toMatchObject({ nextSale: { opensAt: changed } });
});

it('does not bring back what a slow read saw before the change', async () => {
  let release: ((value: string) => void) | undefined;
  const slow = cachedInCatalogue(
    'concert',
    'slow',
    () => new Promise<string>((done) => (release = done)),
  );
  await expect.poll(() => release).toBeDefined();
  await dropCatalogue();
  release!('old');
  expect(await slow).toBe('old');
  expect(await cachedInCatalogue('concert', 'slow', () => Promise.resolve('new'))).toBe('new');
});
