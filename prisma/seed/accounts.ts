import type { Account, Role } from '@/server/platform/actor';
import { prisma } from '@/server/platform/db';
import { idempotencyOf } from '@/server/platform/idempotency';
import { demoPassword, hashPassword } from '@/server/users';
import { chargeWallet } from '@/server/wallets';
import { stableId } from './ids';

const chargeWon = 1_000_000;

const people = [
  { key: 'fan', role: 'FAN', name: '김하늘' },
  { key: 'organiser', role: 'ORGANISER', name: '오픈런 기획' },
  { key: 'admin', role: 'ADMIN', name: '운영팀' },
] as const;

/** The accounts that the banner names. One that is there keeps its password, role and wallet. */
export async function seedAccounts(): Promise<Record<(typeof people)[number]['key'], Account>> {
  const made = await Promise.all(
    people.map(async ({ key, role, name }) => [key, await seedAccount(key, role, name)] as const),
  );
  return Object.fromEntries(made) as Record<(typeof people)[number]['key'], Account>;
}

async function seedAccount(key: string, role: Role, name: string): Promise<Account> {
  const id = stableId(`account:${key}`);
  const account: Account = { kind: 'account', id, role, emailVerified: true };
  if (await prisma.account.findUnique({ where: { id }, select: { id: true } })) return account;
  await prisma.account.create({
    data: {
      id,
      email: `${key}@openrun.test`,
      name,
      role,
      passwordHash: await hashPassword(demoPassword),
      emailVerifiedAt: new Date(),
      wallet: { create: {} },
    },
  });
  if (role === 'FAN') await charge(account);
  return account;
}

async function charge(account: Account): Promise<void> {
  const input = { amount: chargeWon };
  const idempotency = idempotencyOf(account, 'POST', '/wallet/charges', 'demo-seed', input);
  await chargeWallet(account, { ...input, idempotency });
}
