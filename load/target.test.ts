import { expect, test } from 'vitest';
import { requireOwnHost, requireOwnTarget } from './target';

test.each([
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://127.9.9.9',
  'http://[::1]:80',
])('a crowd may go to %s: it is this machine', (address) => {
  expect(requireOwnTarget(address, false).href).toContain('http://');
});

test.each([
  'http://example.com',
  'http://10.0.0.7:3000',
  'http://192.168.1.2',
  'http://0.0.0.0:3000',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'http://127.0.0.1@example.com',
  'http://[::2]',
])('a crowd may not go to %s unless its owner says so', (address) => {
  expect(() => requireOwnTarget(address, false)).toThrow(/--i-own-this-target/);
  expect(requireOwnTarget(address, true).href).toContain('http://');
});

test.each(['https://localhost', 'localhost:3000', '', 'ws://127.0.0.1'])(
  '"%s" is no address of a site for a crowd, whoever owns it',
  (address) => {
    expect(() => requireOwnTarget(address, true)).toThrow(/not an http:\/\/ address/);
  },
);

test('people are put into no store that is elsewhere, unless its owner says so', () => {
  const store = (url: string, isOwned = false) => requireOwnHost(new URL(url), isOwned);
  store('postgresql://me@127.0.0.1:5432/openrun');
  store('postgresql:///openrun');
  expect(() => store('postgresql://me@db.example.com/openrun')).toThrow(/--i-own-this-target/);
  expect(() => store('redis://10.0.0.7:6379')).toThrow(/--i-own-this-target/);
  store('redis://10.0.0.7:6379', true);
});
