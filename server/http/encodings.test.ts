import { expect, test } from 'vitest';
import { chooseEncoding } from './encodings';

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['BR', 'br'],
  ['gzip;q=0.5, br;q=0.001', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, gzip; q=0', 'identity'],
  ['xbr, vibrato, x-gzip', 'identity'],
  ['deflate', 'identity'],
])('to a client that takes %j, %s is sent', (accepted, encoding) => {
  expect(chooseEncoding(accepted)).toBe(encoding);
});
