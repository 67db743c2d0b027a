import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bytesToHex } from './bytes';
import { leafOf, levelsFrom, nodeAt, pathOf, rootFromPath, rootOf } from './merkle';

const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());
const leavesOf = (size: number) =>
  Buffer.concat(Array.from({ length: size }, (_, at) => sha256(Buffer.from(`leaf ${at}`))));

/** RFC 6962, section 2.1, word for word: split at the largest power of two below the size. */
function rootByTheBook(leaves: Uint8Array): Uint8Array {
  const size = leaves.length / 32;
  if (size === 1) return leaves;
  const split = 2 ** (Math.ceil(Math.log2(size)) - 1);
  const [left, right] = [leaves.subarray(0, split * 32), leaves.subarray(split * 32)];
  return sha256(Buffer.of(1), rootByTheBook(left), rootByTheBook(right));
}

test.each([1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 511, 513, 1_000])(
  'a tree of %i is the one of RFC 6962, whole or in blocks of 256, and every leaf leads to its root',
  (size) => {
    const leaves = leavesOf(size);
    const root = rootByTheBook(leaves);
    expect(bytesToHex(rootOf(leaves))).toBe(bytesToHex(root));
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < size; at += 256)
      blocks.push(rootOf(leaves.subarray(at * 32, (at + 256) * 32)));
    expect(bytesToHex(rootOf(Buffer.concat(blocks)))).toBe(bytesToHex(root));
    const levels = levelsFrom(leaves);
    for (let index = 0; index < size; index++) {
      const path = pathOf(levels, index);
      const reached = rootFromPath(nodeAt(leaves, index), index, size, path);
      expect(bytesToHex(reached!)).toBe(bytesToHex(root));
    }
  },
);

test('a way to the root fits one leaf, one index and one size', () => {
  const leaves = leavesOf(11);
  const path = pathOf(levelsFrom(leaves), 6);
  const root = bytesToHex(rootOf(leaves));
  const reach = (leaf: number, index: number, size: number, siblings = path) => {
    const reached = rootFromPath(nodeAt(leaves, leaf), index, size, siblings);
    return reached && bytesToHex(reached);
  };
  expect(reach(6, 6, 11)).toBe(root);
  for (const other of [reach(5, 6, 11), reach(6, 7, 11), reach(6, 2, 11)])
    expect(other).not.toBe(root);
  expect(reach(6, 6, 4)).toBeNull();
  expect(reach(6, 6, 11, path.slice(1))).toBeNull();
  expect(reach(6, 6, 11, [...path, path[0]!])).toBeNull();
  expect(reach(6, 11, 11)).toBeNull();
});

test('a leaf is of its salt, its ticket and its account', () => {
  const salt = sha256(Buffer.from('salt'));
  const account = '0197a0a0-0000-7000-8000-000000000001';
  const ticket = Buffer.of(0, 0, 1, 2);
  expect(leafOf(salt, 258, account)).toEqual(
    sha256(Buffer.of(0), salt, ticket, Buffer.from(account)),
  );
  expect(leafOf(salt, 258, '')).toEqual(sha256(Buffer.of(0), salt, ticket));
});
