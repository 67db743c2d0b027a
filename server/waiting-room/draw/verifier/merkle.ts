import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from './bytes';

/**
 * The list of a lobby as a Merkle tree: leaf t-1 is ticket t. A leaf is SHA-256(0x00 | salt | ticket | account id), a
 * node SHA-256(0x01 | left | right), and the last node of an odd level moves up as it is: the tree of RFC 6962, of
 * salted leaves. Levels are one array of 32 bytes a node.
 */
export const hashBytes = 32;

/** `salt` is 32 bytes; an account id of '' is a ticket whose owner is not known any more. */
export function leafOf(salt: Uint8Array, ticket: number, accountId: string): Uint8Array {
  const account = utf8ToBytes(accountId);
  const bytes = new Uint8Array(1 + hashBytes + 4 + account.length);
  bytes.set(salt, 1);
  new DataView(bytes.buffer).setUint32(1 + hashBytes, ticket);
  bytes.set(account, 1 + hashBytes + 4);
  return sha256(bytes);
}

export const nodeAt = (level: Uint8Array, index: number): Uint8Array =>
  level.subarray(index * hashBytes, (index + 1) * hashBytes);

/** The level above. */
function levelAbove(level: Uint8Array): Uint8Array {
  const count = level.length / hashBytes;
  const above = new Uint8Array(Math.ceil(count / 2) * hashBytes);
  const pair = new Uint8Array(1 + 2 * hashBytes);
  pair[0] = 1;
  for (let left = 0; left < count; left += 2) {
    const isAlone = left + 1 === count;
    if (!isAlone) pair.set(level.subarray(left * hashBytes, (left + 2) * hashBytes), 1);
    above.set(isAlone ? nodeAt(level, left) : sha256(pair), (left / 2) * hashBytes);
  }
  return above;
}

/** Every level from the given one up to the root. */
export function levelsFrom(level: Uint8Array): Uint8Array[] {
  const levels = [level];
  while (levels.at(-1)!.length > hashBytes) levels.push(levelAbove(levels.at(-1)!));
  return levels;
}

/** The root over a level. A list of nobody has none. */
export const rootOf = (level: Uint8Array): Uint8Array => levelsFrom(level).at(-1)!;

/** The siblings that take the node at `index` of the lowest level up to the root, lowest first. */
export function pathOf(levels: Uint8Array[], index: number): Uint8Array[] {
  return levels.slice(0, -1).flatMap((level, height) => {
    const sibling = nodeAt(level, Math.floor(index / 2 ** height) ^ 1);
    return sibling.length > 0 ? [sibling] : [];
  });
}

/** The root that a leaf and its siblings lead to; null when they do not fit a list of `size`. */
export function rootFromPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: Uint8Array[],
): Uint8Array | null {
  if (index < 0 || index >= size) return null;
  let node = leaf;
  let [at, count, used] = [index, size, 0];
  for (; count > 1; at = Math.floor(at / 2), count = Math.ceil(count / 2)) {
    if (at % 2 === 0 && at === count - 1) continue;
    const sibling = path[used++];
    if (sibling?.length !== hashBytes) return null;
    node = joined(...(at % 2 ? ([sibling, node] as const) : ([node, sibling] as const)));
  }
  return used === path.length ? node : null;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(1 + 2 * hashBytes);
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return sha256(pair);
}
