import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { aFan, anOrganiser } from '@/server/testing';
import { catchMail, type MailCatcher } from '@/server/testing/mail-catcher';
import { askPasswordReset, resetPassword, sendPasswordReset } from './password-reset';
import { sessionClaims } from './present';
import { actorOfSession } from './roles';
import { signSession } from './session-token';
import { signIn } from './sign-in';
import { findAccount } from './users.store';

const address = '203.0.113.7';
const password = 'a brand new one';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await catchMail();
  vi.stubEnv('SMTP_URL', catcher.url);
  expect(env.SMTP_URL).toBe(catcher.url); // read once, while it is set
});
afterAll(() => catcher.stop());
beforeEach(() => void catcher.mails.splice(0));

const lastToken = () => /\/reset-password#(\S+)/.exec(catcher.mails.at(-1)!.text)![1]!;

describe('a forgotten password', () => {
  it('is set anew by a mailed link, which also proves the e-mail', async () => {
    const fan = await aFan({ emailVerified: false });
    const { email } = (await findAccount(fan.id))!;
    await askPasswordReset(email.toUpperCase(), address);
    await drainBus();
    const row = await resetPassword({ token: lastToken(), password });
    expect(row.id).toBe(fan.id);
    expect(row.emailVerifiedAt).not.toBeNull();
    expect((await signIn({ email, password }, address)).id).toBe(fan.id);
  });

  it('is answered the same for an e-mail that has no account, and nobody gets a mail', async () => {
    const { email } = (await findAccount((await aFan()).id))!;
    const known = await askPasswordReset(email, address);
    const unknown = await askPasswordReset('nobody@openrun.test', address);
    expect(known).toEqual(unknown);
    expect(await prisma.outboxEvent.count({ where: { type: 'password_reset.asked' } })).toBe(2);
    await drainBus();
    expect(catcher.mails.filter(({ text }) => text.includes('/reset-password#'))).toHaveLength(1);
  });

  it('can be asked for three times in a quarter of an hour, known or not', async () => {
    for (const email of ['nobody@openrun.test', (await findAccount((await aFan()).id))!.email]) {
      for (let i = 0; i < 3; i++) await askPasswordReset(email, address);
      await expect(askPasswordReset(email, address)).rejects.toMatchObject({
        code: 'too_many_requests',
      });
    }
  });

  it('needs the newest link, once, of ten presses at once too', async () => {
    const fan = await aFan();
    await sendPasswordReset(fan.id);
    const older = lastToken();
    await sendPasswordReset(fan.id);
    const token = lastToken();
    await expect(resetPassword({ token: older, password })).rejects.toMatchObject({
      code: 'reset_expired',
    });
    const presses = await Promise.allSettled(
      Array.from({ length: 10 }, () => resetPassword({ token, password })),
    );
    expect(presses.filter((press) => press.status === 'fulfilled')).toHaveLength(1);
    for (const press of presses) {
      if (press.status === 'rejected')
        expect(press.reason).toMatchObject({ code: 'reset_expired' });
    }
  });

  it('is not set by a link over half an hour old, nor by the hash that is kept', async () => {
    const fan = await aFan();
    await sendPasswordReset(fan.id);
    const [row] = await prisma.passwordReset.findMany();
    expect(row!.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 30 * 60_000);
    await expect(resetPassword({ token: row!.tokenHash, password })).rejects.toMatchObject({
      code: 'reset_expired',
    });
    await prisma.passwordReset.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    await expect(resetPassword({ token: lastToken(), password })).rejects.toMatchObject({
      code: 'reset_expired',
    });
  });

  it('ends the sessions from before, of this account alone', async () => {
    const [fan, organiser, other] = await Promise.all([aFan(), anOrganiser(), aFan()]);
    const aMinuteAgo = Date.now() - 60_000;
    const sessionOf = async (id: string, at = aMinuteAgo) =>
      signSession(sessionClaims((await findAccount(id))!), at);
    for (const { id } of [fan, organiser]) {
      const before = await sessionOf(id);
      expect(await actorOfSession(before)).toMatchObject({ kind: 'account', id });
      await sendPasswordReset(id);
      await resetPassword({ token: lastToken(), password });
      expect(await actorOfSession(before)).toEqual({ kind: 'anonymous' });
      expect(await actorOfSession(await sessionOf(id, Date.now()))).toMatchObject({ id });
    }
    expect(await actorOfSession(await sessionOf(other.id))).toMatchObject({ id: other.id });
  });
});
