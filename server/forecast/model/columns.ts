type Column = Int32Array | Uint8Array | Uint16Array | Float64Array;

/** A copy with room for twice as many, the new ones 0. */
export function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}
