import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '@/server/platform/env';
import { newId } from '@/server/platform/id';

/** What a provider found: the check it was asked for, and a value that is the same for one person everywhere (CI, 연계정보). */
export type IdentityResult = { checkId: string; ci: string };

/**
 * The shape of Korea's mobile identity checks: we send the person to the provider with the id of our check; the
 * provider sends them back with a signed result, which says whose check it was and who they are.
 */
export type IdentityProvider = {
  name: string;
  /** The page where the person proves who they are. */
  pageFor(checkId: string): string;
  /** What a result says, or null when it is not the provider's or is over. Never throws. */
  read(result: string): IdentityResult | null;
};

const resultLivesMs = 300_000;
const sandboxPath = '/api/identity-sandbox';

const secret = (use: string) =>
  createHmac('sha256', env.PASS_SECRET).update(`openrun identity ${use}`).digest();
const mac = (use: string, text: string) => createHmac('sha256', secret(use)).update(text).digest();

const resultSchema = z.object({
  checkId: z.uuid(),
  ci: z.string(),
  resultId: z.string(),
  expiresAt: z.number(),
});

/** Stands in for a provider in tests and the demo: believes what is typed, and gives the same CI for the same person. */
const sandbox: IdentityProvider = {
  name: 'sandbox',
  pageFor: (checkId) => `${env.PUBLIC_URL}${sandboxPath}?check=${checkId}`,
  read(result) {
    const [body = '', signature = ''] = result.split('.');
    const [given, right] = [Buffer.from(signature, 'base64url'), mac('sandbox result', body)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const said = resultSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    return said.expiresAt > Date.now() ? { checkId: said.checkId, ci: said.ci } : null;
  },
};

/** Who somebody says they are, to the sandbox. */
export type SandboxPerson = { name: string; birthDate: string; phone: string };

/** The sandbox's own half: a signed result for whoever was typed in. */
export function signSandboxResult(checkId: string, person: SandboxPerson, nowMs = Date.now()) {
  const who = [person.name, person.birthDate, person.phone.replace(/\D/g, '')].join('|');
  const ci = mac('sandbox ci', who.normalize('NFKC').toLowerCase()).toString('base64');
  const said = { checkId, ci, resultId: newId(), expiresAt: nowMs + resultLivesMs };
  const body = Buffer.from(JSON.stringify(said)).toString('base64url');
  return `${body}.${mac('sandbox result', body).toString('base64url')}`;
}

/** The provider that is configured; the demo has the sandbox. Null: nobody's identity can be checked here. */
export function identityProvider(): IdentityProvider | null {
  if (env.IDENTITY_PROVIDER === 'sandbox' || env.OPENRUN_DEMO === '1') return sandbox;
  return null;
}

/** One-way and keyed: who has the database learns neither the CI nor whether it is somebody's they know. */
export const hashOfCi = (ci: string): string => mac('ci', ci).toString('base64url');
