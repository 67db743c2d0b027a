/**
 * The order of a drawn lobby: a keyed permutation of 0..size-1, so that everybody is shuffled at once by one key,
 * and anyone's number is reckoned in constant time without a list. A balanced Feistel network (Luby and Rackoff) of
 * four rounds of HMAC-SHA256 over the next even number of bits, walked along its cycle until it lands inside the
 * size (Black and Rogaway): at most four steps on average. Safe in a browser: the hash is handed in.
 */
const rounds = [0, 1, 2, 3];

/** The first four bytes, big-endian, of HMAC-SHA256 under the draw's key. */
export type Mac = (message: Uint8Array) => number;

/** Where arrival `index` stands in the drawn order; both count from 0. */
export function permute(mac: Mac, size: number, index: number): number {
  return walk(mac, size, index, rounds);
}

/** Which arrival stands at `position`: the inverse of `permute`. */
export function unpermute(mac: Mac, size: number, position: number): number {
  return walk(mac, size, position, rounds.toReversed());
}

function walk(mac: Mac, size: number, start: number, order: number[]): number {
  if (start < 0 || start >= size) throw new RangeError(`${start} is not in a draw of ${size}`);
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2));
  let value = start;
  do value = feistel(mac, halfBits, value, order);
  while (value >= size);
  return value;
}

/**
 * One pass over 2 * halfBits bits. Each round swaps the halves; running the rounds backwards on swapped halves
 * undoes it, so the halves are swapped once more at the end and one function does both directions.
 */
function feistel(mac: Mac, halfBits: number, value: number, order: number[]): number {
  const span = 2 ** halfBits;
  let left = Math.floor(value / span);
  let right = value % span;
  for (const round of order) {
    [left, right] = [right, left ^ roundOutput(mac, round, right, span)];
  }
  return right * span + left;
}

function roundOutput(mac: Mac, round: number, half: number, span: number): number {
  const input = new Uint8Array(5);
  input[0] = round;
  new DataView(input.buffer).setUint32(1, half);
  return mac(input) % span;
}
