import type { Account, Role } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { signSession } from '@/server/users';

/** An account that is also the actor it makes: `holdSeats(await aFan(), …)`. */
export type Person = Account & { email: string; name: string };

type PersonInput = {
  name?: string;
  email?: string;
  emailVerified?: boolean;
  passwordHash?: string;
};

export const aFan = (input?: PersonInput) => aPerson('FAN', input);
export const anOrganiser = (input?: PersonInput) => aPerson('ORGANISER', input);
export const anAdmin = (input?: PersonInput) => aPerson('ADMIN', input);

async function aPerson(role: Role, input: PersonInput = {}): Promise<Person> {
  const id = newId();
  const { emailVerified = true, name = `${role.toLowerCase()} ${id.slice(-4)}` } = input;
  const email = input.email ?? `${role.toLowerCase()}-${id}@openrun.test`;
  await prisma.account.create({
    data: {
      id,
      email,
      name,
      role,
      passwordHash: input.passwordHash,
      emailVerifiedAt: emailVerified ? new Date() : null,
    },
  });
  return { kind: 'account', id, role, emailVerified, email, name };
}

/** Headers that make a request the person's. */
export function bearerOf(person: Person): { authorization: string } {
  const { id, role, name, emailVerified } = person;
  const token = signSession({ sub: id, role, name, email_verified: emailVerified });
  return { authorization: `Bearer ${token}` };
}
