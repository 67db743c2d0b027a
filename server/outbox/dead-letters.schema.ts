import { z } from 'zod';

const perPageMax = 100;

/** A number in a string, as Postgres counts further than JavaScript. */
export const deadLetterIdSchema = z.string().regex(/^[1-9]\d{0,17}$/);

export const deadLettersQuerySchema = z.object({
  consumer: z.string().max(50).optional(),
  /** The `nextCursor` of the page before. */
  cursor: deadLetterIdSchema.optional(),
  size: z.coerce.number().int().min(1).max(perPageMax).default(50),
});
export type DeadLettersQuery = z.infer<typeof deadLettersQuerySchema>;

/** An event that a consumer refused for good; `body` is what came, which may be no event at all. */
export const deadLetterSchema = z.object({
  id: deadLetterIdSchema,
  consumer: z.string(),
  body: z.string(),
  error: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Newest first. */
export const deadLettersSchema = z.object({
  deadLetters: z.array(deadLetterSchema),
  nextCursor: deadLetterIdSchema.nullable(),
});
export type DeadLetters = z.infer<typeof deadLettersSchema>;
