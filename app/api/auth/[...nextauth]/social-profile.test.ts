import { describe, expect, it } from 'vitest';
import { socialProfile } from './social-profile';

const email = 'jiwoo@openrun.test';

describe('a social profile', () => {
  it('of Google is vouched for as Google says', () => {
    const profile = { sub: 'g-1', email, email_verified: true, name: 'Jiwoo Kim' };
    expect(socialProfile('google', profile)).toEqual({
      provider: 'google',
      subject: 'g-1',
      email,
      emailVerified: true,
      name: 'Jiwoo Kim',
      locale: 'ko',
    });
    expect(socialProfile('google', { ...profile, email_verified: false } as never)).toMatchObject({
      emailVerified: false,
    });
  });

  it('of Kakao needs an e-mail both valid and verified, and may have none', () => {
    const account = {
      email,
      is_email_valid: true,
      is_email_verified: true,
      profile: { nickname: '지우' },
    };
    const of = (kakao_account: object) => socialProfile('kakao', { id: 7, kakao_account } as never);
    expect(of(account)).toMatchObject({ subject: '7', email, emailVerified: true, name: '지우' });
    expect(of({ ...account, is_email_valid: false })).toMatchObject({ emailVerified: false });
    expect(of({})).toMatchObject({ email: undefined, emailVerified: false, name: 'Fan' });
  });

  it('of Naver is never vouched for', () => {
    const response = { id: 'n-1', email, nickname: '지'.repeat(60) };
    expect(socialProfile('naver', { response } as never)).toMatchObject({
      subject: 'n-1',
      emailVerified: false,
      name: '지'.repeat(40),
    });
  });

  it('of another shape is nobody’s', () => {
    expect(() => socialProfile('google', undefined)).toThrow();
    expect(() => socialProfile('naver', { sub: 'x' } as never)).toThrow();
  });
});
