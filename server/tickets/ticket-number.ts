import { uuidOf } from './ticket-code';

/**
 * A ticket's number, for a door whose camera fails: the first 21 hex digits of its id (48 bits of time, 30 random
 * ones) without the version digit, which is always 7. A prefix of the primary key, so that finding it needs no
 * index of its own. Written in Crockford's base 32, which has no I, L, O or U to misread.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const versionDigitAt = 12;
const hexDigits = 20;
const length = 16;

export function ticketNumber(ticketId: string): string {
  const hex = ticketId.replaceAll('-', '');
  const digits = hex.slice(0, versionDigitAt) + hex.slice(versionDigitAt + 1, hexDigits + 1);
  let value = BigInt(`0x${digits}`);
  let text = '';
  for (let i = 0; i < length; i++, value >>= 5n) text = alphabet[Number(value & 31n)]! + text;
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** The first and last ids that a typed number may stand for, or null when it is no number. Forgiving about case, spaces and look-alikes. */
export function ticketIdRange(typed: string): { first: string; last: string } | null {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (text.length !== length) return null;
  let value = 0n;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  const digits = value.toString(16).padStart(hexDigits, '0');
  const prefix = `${digits.slice(0, versionDigitAt)}7${digits.slice(versionDigitAt)}`;
  return { first: uuidOf(prefix.padEnd(32, '0')), last: uuidOf(prefix.padEnd(32, 'f')) };
}
