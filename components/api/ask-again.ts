import { ApiError } from './client';

const triesMax = 4;

/** It failed of something that ends by itself. A command may then have happened, its answer lost, or may yet. */
export const mayPass = (error: unknown) =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

const readAgainMs = { first: 700, max: 5_000 };

/** When to read again: ever later, not before the server says to, and the crowd not all at once. */
export function againAfterMs(count: number, error: unknown): number {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
  const backoff = Math.min(readAgainMs.first * 2 ** count, readAgainMs.max);
  return Math.max(asked, backoff) * (1 + Math.random() / 2);
}

/** How a mutation with an Idempotency-Key asks again: a few times, and when the server says to. */
export const askAgain = {
  retry: (count: number, error: unknown) => count < triesMax && mayPass(error),
  retryDelay: (count: number, error: unknown) =>
    error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 500 * 2 ** count,
};
