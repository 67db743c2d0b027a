import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mac } from './mac';

const ofNode = (key: string | Uint8Array, text: string) =>
  createHmac('sha256', key).update(text).digest('base64url');

test('is what node:crypto’s HMAC gives, for every key and text', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 3_000 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(texts), (key, all) => {
      const mac = new Mac(key); // one for all: nothing of a longer text stays for a shorter one
      for (const text of all) expect(mac.of(text)).toBe(ofNode(key, text));
    }),
  );
  const long = '표'.repeat(100_000);
  expect(new Mac('열쇠').of(long)).toBe(ofNode('열쇠', long));
});

test('knows its own, and nothing else', () => {
  const mac = new Mac(randomBytes(32));
  const right = mac.of('a place');
  expect(mac.isOf('a place', right)).toBe(true);
  const changed = (right.startsWith('A') ? 'B' : 'A') + right.slice(1);
  for (const wrong of ['', right.slice(1), `${right}=`, changed, '자리'])
    expect(mac.isOf('a place', wrong)).toBe(false);
  expect(mac.isOf('another place', right)).toBe(false);
});
