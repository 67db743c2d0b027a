import { listEndedSessions } from './password-reset.store';
import { sessionSeconds, type Session } from './session-token';

const freshMs = 5_000;

let endedFrom = new Map<string, number>();
let readAtMs = -Infinity;

/** Reads which sessions are over; what was known stays known while Postgres is away. */
export async function readEndedSessions(): Promise<void> {
  readAtMs = Date.now();
  const rows = await listEndedSessions(sessionSeconds);
  endedFrom = new Map(rows.map(({ accountId, from }) => [accountId, from]));
}

/**
 * Whether the session began before its account's password was set anew. A look into memory, for it is on every
 * request: each process reads the few that there are at most every five seconds, and so hears of one within these.
 */
export function isEnded({ sub, iat }: Session): boolean {
  if (Date.now() - readAtMs > freshMs) void readEndedSessions().catch(() => undefined);
  return iat < (endedFrom.get(sub) ?? 0);
}
