import { createConcert, publishConcert } from '@/server/concerts';
import type { Account } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';
import { stableId } from './ids';
import type { DemoConcert } from './programme';

/** The concert of an entry, made and published once; what an organiser changed since stays. */
export async function seedConcert(organiser: Account, { key, concert }: DemoConcert) {
  const id = stableId(`concert:${key}`);
  if (await prisma.concert.findUnique({ where: { id }, select: { id: true } })) return id;
  await createConcert(organiser, concert, id);
  await publishConcert(organiser, id);
  return id;
}
