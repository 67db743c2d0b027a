import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { signPass, verifyPass } from './pass-token';

const claims = () => ({
  passId: newId(),
  accountId: newId(),
  scheduleId: newId(),
  expiresAt: Date.now() + 60_000,
});

test('a pass says what was signed, also after its end, which is Redis’s to judge', () => {
  const given = claims();
  expect(verifyPass(signPass(given))).toEqual(given);
  const over = { ...given, expiresAt: Date.now() - 1 };
  expect(verifyPass(signPass(over))).toEqual(over);
});

test('a pass that was changed or is no pass says nothing', () => {
  const token = signPass(claims());
  const [body, signature] = token.split('.') as [string, string];
  const forged = Buffer.from(JSON.stringify(claims())).toString('base64url');
  expect(verifyPass(`${forged}.${signature}`)).toBeNull();
  expect(verifyPass(`${body}.${signature.slice(2)}`)).toBeNull();
  expect(verifyPass(`${token}.`)).toBeNull();
  expect(verifyPass(body)).toBeNull();
  expect(verifyPass(undefined)).toBeNull();
});
