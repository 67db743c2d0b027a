import { randomUUID } from 'node:crypto';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { signPass } from '@/server/waiting-room';
import { bearerOf, type Person } from './people';

const retryForMs = 60_000;

/** What each of them has to begin with. */
export const money = 1_000_000;

/** Fans with money, written at once. */
export async function fansWithMoney(count: number): Promise<Person[]> {
  const fans = Array.from({ length: count }, (_, i): Person => {
    const id = newId();
    const email = `racer-${i}-${id}@openrun.test`;
    return { kind: 'account', id, role: 'FAN', emailVerified: true, email, name: `racer ${i}` };
  });
  await prisma.account.createMany({
    data: fans.map(({ id, email, name }) => ({ id, email, name })),
  });
  await prisma.wallet.createMany({
    data: fans.map(({ id }) => ({ accountId: id, balance: money })),
  });
  await prisma.walletTransaction.createMany({
    data: fans.map(({ id: accountId }) => ({
      id: newId(),
      accountId,
      kind: 'CHARGE',
      amount: money,
      balanceAfter: money,
    })),
  });
  return fans;
}

export type Answer = { id: string; code?: string; facts?: Record<string, unknown> };

/** Sends a command until it is answered, with the same key each time, as a client on a bad line does. */
async function send(url: string, request: RequestInit, until: number): Promise<Answer> {
  const response = await fetch(url, request).catch(() => null);
  const isOver = Date.now() > until;
  if (response && (response.status !== 503 || isOver)) return (await response.json()) as Answer;
  if (isOver) throw new Error(`${url} does not answer`);
  return send(url, request, until);
}

/** One client of an API process: what a fan sends, with a pass of ten minutes signed. */
export type Client = (path: string, body: unknown) => Promise<Answer>;

export function aClient(
  origin: string,
  fan: Person,
  scheduleId: string,
  passId: string,
  livesMs = 600_000,
): Client {
  const expiresAt = Date.now() + livesMs;
  const pass = signPass({ passId, accountId: fan.id, scheduleId, expiresAt });
  return (path, body) => {
    const headers = {
      ...bearerOf(fan),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'openrun-pass': pass,
    };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    return send(`${origin}/api${path}`, request, Date.now() + retryForMs);
  };
}

/** Pays from the wallet; says how it ended: `paid`, or the code that refused it. */
export async function pay(client: Client, reservationId: string): Promise<string> {
  const payment = await client('/payments', { reservationId, method: 'wallet' });
  return payment.code ?? 'paid';
}

/** Holds, reserves and pays, step by step until one is refused. */
export async function buyByHold(
  client: Client,
  scheduleId: string,
  seatIds: number[],
): Promise<string> {
  const hold = await client(`/schedules/${scheduleId}/holds`, { seatIds });
  if (hold.code) return hold.code;
  const reservation = await client('/reservations', { holdId: hold.id });
  return reservation.code ?? pay(client, reservation.id);
}

/** Reserves without a hold, and pays: what is left while the seats' Redis is away. */
export async function buyDirectly(
  client: Client,
  scheduleId: string,
  seatIds: number[],
): Promise<string> {
  const reservation = await client('/reservations', { scheduleId, seatIds });
  return reservation.code ?? pay(client, reservation.id);
}
