import { grantPass } from '@/server/holds';
import { newId } from '@/server/platform/id';
import { fansWithMoney } from '@/server/testing/buyers';
import { signSession } from '@/server/users';
import { signPass } from '@/server/waiting-room';
import type { Credential } from './crowd/plan';

export type Fan = { id: string; token: string };

/** Rows a statement, and passes on their way at once. */
const atOnce = 2_000;
const passMs = 60 * 60_000;

const tokenOf = (id: string) =>
  signSession({ sub: id, role: 'FAN', name: '팬', email_verified: true });

/** Fans with an account, a wallet of 1,000,000 won and a session each, made in bulk: nobody signs in. */
export async function mintFans(count: number): Promise<Fan[]> {
  const fans: Fan[] = [];
  while (fans.length < count) {
    const some = await fansWithMoney(Math.min(atOnce, count - fans.length));
    fans.push(...some.map(({ id }) => ({ id, token: tokenOf(id) })));
  }
  return fans;
}

/** Sessions of people who are in no database: a line takes a fan's token at its word, and asks for no account. */
export const mintTokens = (count: number): Credential[] =>
  Array.from({ length: count }, () => ({ token: tokenOf(newId()) }));

/** Lets them in past the line: for what is about the seats alone. They go to the schedules in turn. */
export async function letIn(fans: Fan[], scheduleIds: string[]): Promise<Credential[]> {
  const people: Credential[] = [];
  const expiresAt = Date.now() + passMs;
  for (let from = 0; from < fans.length; from += atOnce) {
    const some = fans.slice(from, from + atOnce).map(({ id, token }, n) => {
      const scheduleId = scheduleIds[(from + n) % scheduleIds.length]!;
      return { token, claims: { accountId: id, passId: newId(), scheduleId, expiresAt } };
    });
    await Promise.all(
      some.map(({ claims: { expiresAt: expiresAtMs, ...claims } }) =>
        grantPass({ ...claims, expiresAtMs }),
      ),
    );
    people.push(...some.map(({ token, claims }) => ({ token, pass: signPass(claims) })));
  }
  return people;
}
