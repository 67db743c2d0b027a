import { notFound } from 'next/navigation';
import { idSchema } from '@/server/platform/id.schema';
import { pageActor } from '@/app/page-actor';
import type { Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';

/** What of the staff's own a page's address names; what is not there, or not theirs, is a page not found. */
export async function loadOwn<T>(
  id: string | undefined,
  load: (actor: Actor, id: string) => Promise<T>,
): Promise<T> {
  const known = idSchema.safeParse(id);
  if (!known.success) notFound();
  try {
    return await load(await pageActor(), known.data);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') notFound();
    throw error;
  }
}
