import { requireAdmin, type Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import type { DeadLetters, DeadLettersQuery } from './dead-letters.schema';
import {
  findDeadLetter,
  removeLetter,
  resendLetter,
  selectDeadLetters,
} from './dead-letters.store';
import { busEventSchema, type BusEvent } from './events.schema';
import { wakeRelay } from './wake.redis';

/** What consumers refused for good, newest first. Admins only. */
export async function listDeadLetters(actor: Actor, query: DeadLettersQuery): Promise<DeadLetters> {
  requireAdmin(actor);
  const rows = await selectDeadLetters(query);
  const deadLetters = rows.map(({ id, consumer, body, error, createdAt }) => ({
    id: String(id),
    consumer,
    body,
    error,
    createdAt: createdAt.toISOString(),
  }));
  const last = deadLetters.length === query.size ? deadLetters.at(-1)!.id : null;
  return { deadLetters, nextCursor: last };
}

/**
 * Sends a letter's event to the consumers again; who refuses it again has another letter. Refuses `not_found`, also
 * when another admin was first, and `invalid_input` for what is no event.
 */
export async function replayDeadLetter(actor: Actor, id: string): Promise<void> {
  const admin = requireAdmin(actor);
  const letter = await requireLetter(id);
  const event = readEvent(letter.body);
  if (!(await resendLetter(admin.id, letter, event))) throw new Refusal('not_found');
  wakeRelay();
}

/** Throws a letter away; what it said stays in the audit log. Refuses `not_found`. */
export async function deleteDeadLetter(actor: Actor, id: string): Promise<void> {
  const admin = requireAdmin(actor);
  if (!(await removeLetter(admin.id, await requireLetter(id)))) throw new Refusal('not_found');
}

async function requireLetter(id: string) {
  const letter = await findDeadLetter(BigInt(id));
  if (!letter) throw new Refusal('not_found');
  return letter;
}

function readEvent(body: string): BusEvent {
  try {
    return busEventSchema.parse(JSON.parse(body));
  } catch {
    throw new Refusal('invalid_input', { issues: [{ path: 'body', message: 'is no event' }] });
  }
}
