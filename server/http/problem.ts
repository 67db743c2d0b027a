import { log } from '@/server/platform/log';
import { SeatsAway } from '@/server/platform/redis';
import { Refusal, type RefusalCode } from '@/server/platform/refusal';
import { statusOf } from './status';

/** RFC 9457 problem details, with our stable `code` and the refusal's public facts. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: RefusalCode;
  facts?: Record<string, unknown>;
};

export type ProblemResponse = { problem: Problem; headers: Record<string, string> };

const retryAfterSecondsDefault = 2;

/** Turns whatever an edge's work threw into an answer: a refusal as itself, anything else as 503. The one mapper of both edges. */
export function problemOf(error: unknown): ProblemResponse {
  const refusal = refusalOf(error);
  const status = statusOf[refusal.code];
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  const isForNow = status === 429 || status === 503;
  const retryAfter = refusal.facts['retryAfterSeconds'] ?? (isForNow && retryAfterSecondsDefault);
  if (retryAfter) headers['retry-after'] = String(retryAfter);
  const hasFacts = Object.keys(refusal.facts).length > 0;
  return {
    problem: {
      type: `/api/problems#${refusal.code}`,
      title: refusal.code.replaceAll('_', ' '),
      status,
      code: refusal.code,
      ...(hasFacts && { facts: refusal.facts }),
    },
    headers,
  };
}

/** The watch of the seats' Redis has said in the log that it is away: not each request again. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return error instanceof SeatsAway ? new Refusal('seats_away') : faultRefusal(error);
}

/** Whether an error is ours or a dependency's, and not something that a person cannot have. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof Refusal) || statusOf[error.code] >= 500;

/** A dependency's fault, or ours: nothing half done, try again. What it was goes to the log, not to the person. */
function faultRefusal(error: unknown): Refusal {
  log.error(
    { error: error instanceof Error ? { message: error.message, stack: error.stack } : error },
    'fault',
  );
  return new Refusal('service_unavailable');
}
