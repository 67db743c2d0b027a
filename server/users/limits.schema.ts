/** Limits a form shows too; apart from the schemas, so that a page need not load zod for them. */
export const nameLengthMax = 40;
export const passwordLengthMin = 8;
/** Argon2 takes any length; the limit keeps what is hashed, and so the time it takes, bounded. */
export const passwordLengthMax = 128;
