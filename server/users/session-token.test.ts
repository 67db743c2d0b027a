import { SignJWT, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { env } from '@/server/platform/env';
import { newId } from '@/server/platform/id';
import { claimedActor, sessionSeconds, signSession, verifySession } from './session-token';

const claims = () => ({ sub: newId(), role: 'FAN', name: '김지우', email_verified: true }) as const;
const secret = (text = env.SESSION_SECRET) => new TextEncoder().encode(text);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a session token', () => {
  it('says what was signed, for thirty days', () => {
    const said = claims();
    const token = signSession(said, 1_000_000);
    expect(verifySession(token, 1_000_000)).toEqual({
      ...said,
      iat: 1_000,
      exp: 1_000 + sessionSeconds,
    });
    expect(verifySession(token, 1_000_000 + sessionSeconds * 1_000 - 1)).not.toBeNull();
    expect(verifySession(token, 1_000_000 + sessionSeconds * 1_000)).toBeNull();
  });

  it('is a plain HS256 JWT to any library', async () => {
    const said = claims();
    const { payload } = await jwtVerify(signSession(said), secret(), { algorithms: ['HS256'] });
    expect(payload).toMatchObject(said);
    const theirs = await new SignJWT(said)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(secret());
    expect(verifySession(theirs)).toMatchObject(said);
  });

  it('of another secret, or changed by one character, is nobody', async () => {
    const foreign = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(secret('another secret of enough characters'));
    expect(verifySession(foreign)).toBeNull();
    const [head, , signature] = signSession(claims()).split('.');
    const admin = encoded({ ...claims(), role: 'ADMIN', iat: 0, exp: 9e9 });
    expect(verifySession(`${head}.${admin}.${signature}`)).toBeNull();
  });

  it('without an algorithm, or with another one, is nobody', async () => {
    const body = encoded({ ...claims(), iat: 0, exp: 9e9 });
    expect(verifySession(`${encoded({ alg: 'none', typ: 'JWT' })}.${body}.`)).toBeNull();
    expect(verifySession(`${encoded({ alg: 'none' })}.${body}.AAAA`)).toBeNull();
    const stronger = await new SignJWT({ ...claims() })
      .setProtectedHeader({ alg: 'HS512', typ: 'JWT' })
      .setExpirationTime('1h')
      .sign(secret());
    expect(verifySession(stronger)).toBeNull();
  });

  it('that is signed but is no session is nobody', async () => {
    const other = await new SignJWT({ value: 'state', provider: 'google' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(secret());
    expect(verifySession(other)).toBeNull();
  });

  it.each([undefined, '', 'x', '..', 'a.b.c', 'a.b.c.d', 'x'.repeat(5_000)])(
    'that is rubbish (%#) is nobody',
    (token) => {
      expect(verifySession(token)).toBeNull();
      expect(claimedActor(token)).toEqual({ kind: 'anonymous' });
    },
  );
});
