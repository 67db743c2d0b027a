import { type Actor, requireAccount } from '@/server/platform/actor';
import { cached, dropCached } from '@/server/platform/cache';
import { newId } from '@/server/platform/id';
import { defineLimit } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import { hashOfCi, identityProvider } from './identity-providers';
import type { IdentityView } from './identity.schema';
import { findIdentityRow, finishCheck, insertCheck } from './identity.store';

const checkLivesMs = 10 * 60_000;
const checkLimit = defineLimit('identity-check', 5, 10 * 60);
const keptMs = 10 * 60_000;
const cacheKey = (accountId: string) => `identity:${accountId}`;

/** Begins a check of who the actor is; returns the provider's page. `identity_unavailable` where there is no provider. */
export async function beginIdentityCheck(actor: Actor): Promise<{ url: string }> {
  const { id: accountId } = requireAccount(actor);
  const provider = identityProvider();
  if (!provider) throw new Refusal('identity_unavailable');
  await checkLimit.take(accountId);
  const id = newId();
  await insertCheck({ id, accountId, expiresAt: new Date(Date.now() + checkLivesMs) });
  return { url: provider.pageFor(id) };
}

/** Takes a provider's result: once, by the account whose check it was. `identity_failed` for anything else. */
export async function finishIdentityCheck(actor: Actor, result: string): Promise<void> {
  const { id: accountId } = requireAccount(actor);
  const provider = identityProvider();
  const found = provider?.read(result);
  if (!provider || !found) throw new Refusal('identity_failed');
  const identity = { provider: provider.name, ciHash: hashOfCi(found.ci) };
  if (!(await finishCheck(found.checkId, accountId, identity)))
    throw new Refusal('identity_failed');
  await dropCached(cacheKey(accountId));
}

/** Whether and by whom the actor's identity is known. */
export async function findOwnIdentity(actor: Actor): Promise<IdentityView> {
  const row = await findIdentityRow(requireAccount(actor).id);
  return { provider: row?.provider ?? null, verifiedAt: row?.verifiedAt.toISOString() ?? null };
}

/** The keyed hash that stands for a person, whichever account of theirs it is; null when nobody checked. */
export async function findIdentityHash(accountId: string): Promise<string | null> {
  return cached(cacheKey(accountId), keptMs, async () => {
    const row = await findIdentityRow(accountId);
    return row?.ciHash ?? null;
  });
}
