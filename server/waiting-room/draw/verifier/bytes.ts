import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mac } from './permutation';

export { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
export const sha256OfText = (text: string): string => sha256Hex(utf8ToBytes(text));

/** The draw's round function: the key is absorbed once, which halves the work. */
export function macOf(key: Uint8Array): Mac {
  const keyed = hmac.create(sha256, key);
  return (message) => new DataView(keyed.clone().update(message).digest().buffer).getUint32(0);
}
