import { ApiError } from './client';

const triesMax = 4;

/** Whether a command may have happened, its answer lost, or may yet: then it is asked again under its key. */
export const isUnsure = (error: unknown) =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

/** How a mutation with an Idempotency-Key asks again: a few times, and when the server says to. */
export const askAgain = {
  retry: (count: number, error: unknown) => count < triesMax && isUnsure(error),
  retryDelay: (count: number, error: unknown) =>
    error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 500 * 2 ** count,
};
