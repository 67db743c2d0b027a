import type { Role } from '@/server/platform/actor';
import { prisma, violatedConstraint, withTx, Prisma, type Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { publishTx } from '@/server/outbox';
import { openWalletTx } from '@/server/wallets';

export type AccountRow = {
  id: string;
  email: string;
  name: string;
  passwordHash: string | null;
  role: Role;
  locale: 'ko' | 'en';
  emailVerifiedAt: Date | null;
  createdAt: Date;
};

export type NewAccount = Pick<AccountRow, 'email' | 'name' | 'locale'> &
  Partial<Pick<AccountRow, 'id' | 'passwordHash' | 'role' | 'emailVerifiedAt'>>;

/** Inserts the account and tells of it; `email_taken` when the e-mail, whatever its case, has one. */
export async function insertAccountTx(tx: Tx, account: NewAccount): Promise<AccountRow> {
  const id = account.id ?? newId();
  try {
    const row = await tx.account.create({ data: { ...account, id } });
    await openWalletTx(tx, id);
    await publishTx(tx, { type: 'account.created', key: id, payload: { accountId: id } });
    return row as AccountRow;
  } catch (error) {
    if (violatedConstraint(error) === 'accounts_email_unique') throw new Refusal('email_taken');
    throw error;
  }
}

export const insertAccount = (account: NewAccount): Promise<AccountRow> =>
  withTx((tx) => insertAccountTx(tx, account));

export async function findAccount(id: string): Promise<AccountRow | null> {
  return (await prisma.account.findUnique({ where: { id } })) as AccountRow | null;
}

export async function findRole(id: string): Promise<Role | null> {
  const row = await prisma.account.findUnique({ where: { id }, select: { role: true } });
  return (row?.role as Role | undefined) ?? null;
}

const accountColumns = Prisma.sql`
  id, email, name, password_hash AS "passwordHash", role, locale,
  email_verified_at AS "emailVerifiedAt", created_at AS "createdAt"`;

/** By e-mail, whatever its case: reads accounts_email_unique. */
export async function findAccountByEmail(
  email: string,
  db: Tx | typeof prisma = prisma,
): Promise<AccountRow | null> {
  const rows = await db.$queryRaw<AccountRow[]>(
    Prisma.sql`SELECT ${accountColumns} FROM accounts WHERE lower(email) = lower(${email})`,
  );
  return rows[0] ?? null;
}

export async function updateProfile(
  id: string,
  change: { name?: string; locale?: 'ko' | 'en' },
): Promise<AccountRow> {
  return (await prisma.account.update({ where: { id }, data: change })) as AccountRow;
}

export type PeopleFilter = { query: string; role?: Role; page: number; size: number };

/** Newest first. A piece of a name or an e-mail is a scan: for the console, never for the site. */
export async function listAccounts({ query, role, page, size }: PeopleFilter) {
  // Prisma hands LIKE's wildcards through.
  const literal = query.replace(/[\\%_]/g, '\\$&');
  const like = { contains: literal, mode: 'insensitive' as const };
  const where = {
    ...(role && { role }),
    ...(query && { OR: [{ email: like }, { name: like }] }),
  };
  const [rows, total] = await Promise.all([
    prisma.account.findMany({
      where,
      orderBy: { id: 'desc' },
      skip: (page - 1) * size,
      take: size,
      omit: { passwordHash: true },
    }),
    prisma.account.count({ where }),
  ]);
  return { rows: rows as Omit<AccountRow, 'passwordHash'>[], total };
}

/** Changes the role and writes down who did it; null where there is no such account. */
export function changeRoleTx(
  tx: Tx,
  change: { actorId: string; accountId: string; role: Role },
): Promise<AccountRow | null> {
  const { actorId, accountId, role } = change;
  return lockRoleTx(tx, accountId).then(async (before) => {
    if (before === null) return null;
    const row = await tx.account.update({ where: { id: accountId }, data: { role } });
    await tx.auditLog.create({
      data: {
        actorId,
        action: 'account.role_changed',
        subject: accountId,
        facts: { before, after: role },
      },
    });
    return row as AccountRow;
  });
}

async function lockRoleTx(tx: Tx, accountId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ role: string }[]>`
    SELECT role FROM accounts WHERE id = ${accountId}::uuid FOR UPDATE`;
  return rows[0]?.role ?? null;
}
