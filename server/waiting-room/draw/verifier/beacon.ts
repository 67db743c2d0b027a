import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, sha256Hex } from './bytes';

/**
 * The public randomness beacon drand, network quicknet: every three seconds a group of organisations signs the number
 * of the round together, and nobody can know the signature before. Scheme bls-unchained-g1-rfc9380: the message is
 * SHA-256 of the round in 8 bytes, hashed to G1 by RFC 9380; signatures in G1, the key in G2.
 */
export const scheme = 'bls-unchained-g1-rfc9380';
export const quicknet = {
  chainHash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  genesisSeconds: 1_692_803_367,
  periodSeconds: 3,
} as const;

export type Rounds = { genesisSeconds: number; periodSeconds: number };

/** When a round comes out, Unix ms. */
export const timeOfRound = ({ genesisSeconds, periodSeconds }: Rounds, round: number): number =>
  (genesisSeconds + (round - 1) * periodSeconds) * 1_000;

const { shortSignatures } = bls12_381;
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

function messageOf(round: number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(round));
  return shortSignatures.hash(sha256(bytes), domain);
}

/** Whether the signature of a round is the beacon's. Never throws: what is no point of the curve is no signature. */
export function isRoundSigned(publicKey: string, round: number, signature: string): boolean {
  try {
    return shortSignatures.verify(hexToBytes(signature), messageOf(round), hexToBytes(publicKey));
  } catch {
    return false;
  }
}

/** A round's random value, hex: SHA-256 of its signature. */
export const valueOfRound = (signature: string): string => sha256Hex(hexToBytes(signature));

/** A beacon's own half, for one that runs beside the site: 48 bytes make its key. */
export function beaconKeyFrom(bytes: Uint8Array) {
  const { secretKey, publicKey } = shortSignatures.keygen(bytes);
  return {
    publicKey: bytesToHex(publicKey.toBytes()),
    sign: (round: number): string =>
      bytesToHex(
        shortSignatures.Signature.toBytes(shortSignatures.sign(messageOf(round), secretKey)),
      ),
  };
}
