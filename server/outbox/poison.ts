import { ZodError } from 'zod';
import { isOffence, sqlStateOf } from '@/server/platform/db';
import { Refusal } from '@/server/platform/refusal';

const ofTheEvent = [Refusal, ZodError, SyntaxError, TypeError, RangeError];

/**
 * Whether handling failed of the event itself, and so would at every other time: it is refused or unreadable, it is not
 * what our code can work with, or Postgres has no place for its data. Anything else is a fault of what a consumer needs.
 */
export function isOfTheEvent(error: unknown): error is Error {
  // Class 40: transactions met, and the next try may be alone.
  if (isOffence(error)) return !sqlStateOf(error).startsWith('40');
  return ofTheEvent.some((kind) => error instanceof kind) && !isFailedFetch(error as Error);
}

/** A site that is away is a TypeError to `fetch`; the cause says what happened. */
const isFailedFetch = (error: Error) => error instanceof TypeError && error.cause !== undefined;
