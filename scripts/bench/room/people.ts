import { readFileSync } from 'node:fs';
import { grantPass } from '@/server/holds';
import { pool } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { signSession } from '@/server/users';
import { signPass } from '@/server/waiting-room';
import { inRoot } from '../../lib/paths';

const passMs = 30 * 60_000;

/** Somebody inside with a wallet: what they send, all but the bodies. */
export type Person = {
  accountId: string;
  passId: string;
  hold: (body: string) => string;
  reserve: (body: string) => string;
  pay: (body: string) => string;
};

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Accounts 1 to `count`, with 1,000,000 won each. */
export async function makeAccounts(count: number): Promise<void> {
  const sql = readFileSync(inRoot('scripts/bench/room/people.sql'), 'utf8');
  const statements = sql.replaceAll(':people', String(count)).split(';');
  for (const statement of statements) if (statement.trim()) await pool().query(statement);
}

/** The accounts from `first` on, each with a pass for the schedule. */
export async function letIn(scheduleId: string, first: number, count: number): Promise<Person[]> {
  const people: Person[] = [];
  const expiresAt = Date.now() + passMs;
  for (let from = 0; from < count; from += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, count - from) }, (_, n) =>
      idOf(first + from + n),
    );
    const some = ids.map((accountId) => ({ accountId, passId: newId(), scheduleId }));
    await Promise.all(some.map((each) => grantPass({ ...each, expiresAtMs: expiresAt })));
    people.push(...some.map((each) => personOf({ ...each, expiresAt })));
  }
  return people;
}

type Claims = { accountId: string; passId: string; scheduleId: string; expiresAt: number };

function personOf(claims: Claims): Person {
  const { accountId, passId, scheduleId } = claims;
  const session = { sub: accountId, role: 'FAN' as const, name: 'fan', email_verified: true };
  const head = `host: x\r\nauthorization: Bearer ${signSession(session)}\r\ncontent-type: application/json\r\n`;
  const pass = `openrun-pass: ${signPass(claims)}\r\n`;
  const post = (path: string, body: string, more = '') =>
    `POST ${path} HTTP/1.1\r\n${head}${more}idempotency-key: ${newId()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  return {
    accountId,
    passId,
    hold: (body) => post(`/api/schedules/${scheduleId}/holds`, body, pass),
    reserve: (body) => post('/api/reservations', body),
    pay: (body) => post('/api/payments', body),
  };
}
