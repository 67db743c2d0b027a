/**
 * The texts that are hashed and signed, so that a shell can check them: `printf %s "<text>" | sha256sum`. Hex is
 * in lower case, instants are ISO 8601 in UTC with milliseconds.
 */
export const algorithm = 'openrun draw 2';

/** The key that orders the lobby is SHA-256 of this. Without a beacon its value is the word `none`. */
export function keyText(draw: {
  seed: string;
  root: string;
  beaconValue: string | null;
  scheduleId: string;
}): string {
  const { seed, root, beaconValue, scheduleId } = draw;
  return [algorithm, seed, root, beaconValue ?? 'none', scheduleId].join('|');
}

/** What is signed when the list is published: what was promised, which list it is, and when. */
export function rootText(list: {
  scheduleId: string;
  seedHash: string;
  beaconKey: string | null;
  round: number | null;
  size: number;
  root: string;
  rootAt: string;
}): string {
  const { scheduleId, seedHash, beaconKey, round, size, root, rootAt } = list;
  const beacon = `${beaconKey ?? 'none'}|${round ?? 0}`;
  return ['openrun root 1', scheduleId, seedHash, beacon, size, root, rootAt].join('|');
}

/** What a receipt signs. A number or root that is not known yet is the word `none`. */
export function receiptText(receipt: {
  scheduleId: string;
  accountId: string;
  ticket: number;
  number: number | null;
  joinedAt: string | null;
  seedHash: string;
  round: number | null;
  root: string | null;
  trust: 'beacon' | 'operator' | null;
  issuedAt: string;
}): string {
  const { scheduleId, accountId, ticket, number, joinedAt, seedHash, round, root, trust } = receipt;
  return [
    'openrun receipt 1',
    ...[scheduleId, accountId, ticket, number ?? 'none', joinedAt ?? 'none'],
    ...[seedHash, round ?? 'none', root ?? 'none', trust ?? 'none', receipt.issuedAt],
  ].join('|');
}
