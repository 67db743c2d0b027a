import { describe, expect, it } from 'vitest';
import { prisma } from '@/server/platform/db';
import { aFan, anAdmin, anOrganiser } from '@/server/testing';
import { actorOfSession } from './roles';
import { sessionClaims } from './present';
import { signSession } from './session-token';
import { accountForSocial, changeRole, createAccount, listPeople, signUp } from './users';
import { findAccount, insertAccount } from './users.store';
import { peopleInput, signUpInput } from './users.schema';

const input = {
  email: 'jiwoo@openrun.test',
  name: '지우',
  locale: 'ko',
  password: 'open sesame',
} as const;

describe('an account', () => {
  it('is made as a fan with a hashed password, and tells of it', async () => {
    const row = await createAccount(input);
    expect(row).toMatchObject({ email: input.email, role: 'FAN', emailVerifiedAt: null });
    expect(row.passwordHash).not.toContain(input.password);
    const [event] = await prisma.outboxEvent.findMany();
    expect(event).toMatchObject({ type: 'account.created', payload: { accountId: row.id } });
  });

  it('has an e-mail of its own, whatever the case, when twenty sign up at once', async () => {
    const emails = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? 'jiwoo@openrun.test' : 'Jiwoo@Openrun.TEST',
    );
    const results = await Promise.allSettled(
      emails.map((email) => insertAccount({ email, name: '지우', locale: 'ko' })),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'email_taken' });
    expect(await prisma.outboxEvent.count()).toBe(1);
  });

  it('is not made by the thirty-first sign-up of an hour from one address', async () => {
    const address = '203.0.113.9';
    const made = Array.from({ length: 30 }, (_, i) =>
      signUp({ ...input, email: `fan${i}@openrun.test` }, address),
    );
    await Promise.all(made);
    const refused = signUp({ ...input, email: 'one-more@openrun.test' }, address);
    await expect(refused).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  it.each([
    { email: 'no e-mail' },
    { email: `${'x'.repeat(250)}@openrun.test` },
    { password: 'short' },
    { password: 'x'.repeat(129) },
    { name: '   ' },
    { name: 'x'.repeat(41) },
    { locale: 'fr' },
    { email: undefined },
  ])('is not made of %j', (change) => {
    expect(signUpInput.safeParse({ ...input, ...change }).success).toBe(false);
  });
});

describe('a social sign-in', () => {
  const profile = {
    provider: 'google',
    subject: 'g-1',
    email: 'jiwoo@openrun.test',
    emailVerified: true,
    name: 'Jiwoo',
    locale: 'ko',
  } as const;

  it('makes an account once, and finds it again by the provider’s id though the e-mail changed', async () => {
    const first = await accountForSocial(profile);
    const again = await accountForSocial({ ...profile, email: 'other@openrun.test' });
    expect(again.id).toBe(first.id);
    expect(first.emailVerifiedAt).not.toBeNull();
  });

  it('joins an account whose e-mail both sides have proven', async () => {
    const fan = await aFan({ email: profile.email });
    expect((await accountForSocial(profile)).id).toBe(fan.id);
  });

  it('joins nothing that one side has not proven, so that nobody shares a stranger’s account', async () => {
    await aFan({ email: profile.email, emailVerified: false });
    await expect(accountForSocial(profile)).rejects.toMatchObject({ code: 'email_taken' });
    await aFan({ email: 'verified@openrun.test' });
    const unproven = { ...profile, email: 'verified@openrun.test', emailVerified: false };
    await expect(accountForSocial(unproven)).rejects.toMatchObject({ code: 'email_taken' });
    expect(await prisma.identity.count()).toBe(0);
  });

  it('without an e-mail is refused', async () => {
    const nothing = accountForSocial({ ...profile, email: null });
    await expect(nothing).rejects.toMatchObject({ code: 'email_unverified' });
  });
});

describe('a role', () => {
  it('is an admin’s to give, and is written down', async () => {
    const [admin, fan] = await Promise.all([anAdmin(), aFan()]);
    const row = await changeRole(admin, fan.id, 'ORGANISER');
    expect(row.role).toBe('ORGANISER');
    const [entry] = await prisma.auditLog.findMany();
    expect(entry).toMatchObject({
      actorId: admin.id,
      action: 'account.role_changed',
      subject: fan.id,
      facts: { before: 'FAN', after: 'ORGANISER' },
    });
  });

  it('is nobody else’s to give, not one’s own to change, and needs an account', async () => {
    const [admin, organiser, fan] = await Promise.all([anAdmin(), anOrganiser(), aFan()]);
    const refusals = [
      [changeRole({ kind: 'anonymous' }, fan.id, 'ADMIN'), 'sign_in_required'],
      [changeRole(fan, fan.id, 'ADMIN'), 'staff_only'],
      [changeRole(organiser, fan.id, 'ADMIN'), 'staff_only'],
      [changeRole(admin, admin.id, 'FAN'), 'own_role'],
      [changeRole(admin, '01890000-0000-7000-8000-000000000000', 'FAN'), 'not_found'],
    ] as const;
    for (const [refused, code] of refusals) await expect(refused).rejects.toMatchObject({ code });
    expect(await prisma.auditLog.count()).toBe(0);
  });

  it('that is taken away is gone at once, though the token still says it', async () => {
    const [admin, organiser] = await Promise.all([anAdmin(), anOrganiser()]);
    const token = signSession(sessionClaims((await findAccount(organiser.id))!));
    expect(await actorOfSession(token)).toMatchObject({ role: 'ORGANISER' });
    await changeRole(admin, organiser.id, 'FAN');
    expect(await actorOfSession(token)).toMatchObject({ id: organiser.id, role: 'FAN' });
  });

  it('of an account that is gone is nobody’s', async () => {
    const organiser = await anOrganiser();
    const token = signSession(sessionClaims((await findAccount(organiser.id))!));
    await prisma.account.delete({ where: { id: organiser.id } });
    expect(await actorOfSession(token)).toEqual({ kind: 'anonymous' });
  });
});

describe('the list of people', () => {
  it('finds by a piece of the name or the e-mail in any case, by role, a page at a time', async () => {
    const admin = await anAdmin({ name: '관리' });
    await Promise.all([
      aFan({ name: '김지우', email: 'jiwoo@openrun.test' }),
      anOrganiser({ name: '박서준', email: 'SEOJUN@openrun.test' }),
      ...Array.from({ length: 32 }, (_, i) => aFan({ name: `fan ${i}` })),
    ]);
    const find = (asked: object) => listPeople(admin, peopleInput.parse(asked));
    expect((await find({ query: '지우' })).rows.map((row) => row.name)).toEqual(['김지우']);
    expect((await find({ query: 'seojun' })).rows.map((row) => row.name)).toEqual(['박서준']);
    expect((await find({ role: 'ORGANISER' })).total).toBe(1);
    expect((await find({ query: '%' })).total).toBe(0);
    const [one, two] = await Promise.all([find({ page: 1 }), find({ page: '2' })]);
    expect([one.rows.length, two.rows.length, one.total, one.pages]).toEqual([30, 5, 35, 2]);
    expect(one.rows[0]).not.toHaveProperty('passwordHash');
  });

  it('is for admins', async () => {
    const all = peopleInput.parse({});
    await expect(listPeople(await anOrganiser(), all)).rejects.toMatchObject({
      code: 'staff_only',
    });
  });
});
