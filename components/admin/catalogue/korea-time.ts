// A `datetime-local` field has no zone. Every show is in Korea, so its fields are Korean time wherever the
// organiser sits. Korea is nine hours ahead all year.
const aheadMs = 9 * 60 * 60_000;

/** `2027-05-03T19:00`, as the field wants it. */
export function toKoreaField(instant: string): string {
  return new Date(Date.parse(instant) + aheadMs).toISOString().slice(0, 16);
}

/** The instant that the field means, or undefined when it is empty. */
export function fromKoreaField(field: string): string | undefined {
  return field ? new Date(Date.parse(`${field}Z`) - aheadMs).toISOString() : undefined;
}
