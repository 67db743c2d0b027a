import { describe, expect, it } from 'vitest';
import { returnPath, withNext } from './return-path';

describe('the path back after signing in', () => {
  it('is a path of this site, with its query', () => {
    expect(returnPath('/concerts/1?page=2#seats')).toBe('/concerts/1?page=2#seats');
    expect(withNext('/sign-in', '/my?a=b')).toBe('/sign-in?next=%2Fmy%3Fa%3Db');
    expect(withNext('/sign-in', '/')).toBe('/sign-in');
  });

  it.each([
    undefined,
    '',
    'concerts',
    'https://evil.test/',
    '//evil.test',
    '//evil.test/concerts',
    '/.//evil.test',
    '/x/..//evil.test/',
    '/%2e//evil.test',
    '/\\evil.test',
    '/\t/evil.test',
    'javascript:alert(1)',
    ['/a', '/b'],
  ])('is home for %j', (next) => {
    expect(returnPath(next)).toBe('/');
  });
});
