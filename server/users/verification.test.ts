import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { aFan, type Person } from '@/server/testing';
import { catchMail, type MailCatcher } from '@/server/testing/mail-catcher';
import { createAccount } from './users';
import { findAccount } from './users.store';
import { resendVerification, sendVerification, verifyEmail } from './verification';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await catchMail();
  vi.stubEnv('SMTP_URL', catcher.url);
  expect(env.SMTP_URL).toBe(catcher.url); // read once, while it is set
});
afterAll(() => catcher.stop());
beforeEach(() => void catcher.mails.splice(0));

const lastToken = () => /\/verify-email#(\S+)/.exec(catcher.mails.at(-1)!.text)![1]!;

async function anUnverifiedFan(): Promise<Person> {
  return aFan({ emailVerified: false });
}

describe('verifying an e-mail', () => {
  it('starts with a mail in the person’s language after signing up, sent by the worker', async () => {
    const { id, email } = await createAccount({
      email: 'jiwoo@openrun.test',
      name: '지우',
      locale: 'ko',
      password: 'open sesame',
    });
    await drainBus();
    expect(catcher.mails).toHaveLength(1);
    expect(catcher.mails[0]).toMatchObject({ to: email });
    expect(catcher.mails[0]!.text).toContain('지우 님, 안녕하세요.');
    expect((await verifyEmail(lastToken())).id).toBe(id);
    expect((await findAccount(id))!.emailVerifiedAt).not.toBeNull();
  });

  it('works once, of ten presses at once too', async () => {
    const fan = await anUnverifiedFan();
    await sendVerification(fan.id);
    const token = lastToken();
    const presses = await Promise.allSettled(Array.from({ length: 10 }, () => verifyEmail(token)));
    expect(presses.filter((press) => press.status === 'fulfilled')).toHaveLength(1);
    for (const press of presses) {
      if (press.status === 'rejected')
        expect(press.reason).toMatchObject({ code: 'verification_expired' });
    }
  });

  it('keeps only a hash of the token', async () => {
    const fan = await anUnverifiedFan();
    await sendVerification(fan.id);
    const [row] = await prisma.emailVerification.findMany();
    expect(row!.tokenHash).not.toContain(lastToken());
    await expect(verifyEmail(row!.tokenHash)).rejects.toMatchObject({
      code: 'verification_expired',
    });
  });

  it('is refused by a link over a day old, or made up', async () => {
    const fan = await anUnverifiedFan();
    await sendVerification(fan.id);
    await prisma.emailVerification.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    for (const token of [lastToken(), 'made-up']) {
      await expect(verifyEmail(token)).rejects.toMatchObject({ code: 'verification_expired' });
    }
    expect((await findAccount(fan.id))!.emailVerifiedAt).toBeNull();
  });

  it('can be asked for again three times in ten minutes, by the person only', async () => {
    const fan = await anUnverifiedFan();
    for (let i = 0; i < 3; i++) await resendVerification(fan);
    expect(catcher.mails).toHaveLength(3);
    await expect(resendVerification(fan)).rejects.toMatchObject({ code: 'too_many_requests' });
    const nobody = resendVerification({ kind: 'anonymous' });
    await expect(nobody).rejects.toMatchObject({ code: 'sign_in_required' });
  });

  it('sends nothing to whoever is verified already', async () => {
    await resendVerification(await aFan());
    expect(catcher.mails).toHaveLength(0);
  });
});
