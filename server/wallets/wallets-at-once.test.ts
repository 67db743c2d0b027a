import { afterEach, describe, expect, it } from 'vitest';
import { auditAll } from '@/server/audit';
import { payReservation } from '@/server/payments';
import { prisma } from '@/server/platform/db';
import { aFan, aReservation, bearerOf, onceAs, type Person } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { fansWithMoney } from '@/server/testing/buyers';
import { chargeWallet, findWallet, listWalletTransactions } from './index';

let apis: ApiProcesses | undefined;
afterEach(async () => {
  await apis?.stop();
  apis = undefined;
});

const charge = (fan: Person, amount = 1_000) =>
  chargeWallet(fan, { amount, idempotency: onceAs(fan) });
const violations = async () => (await auditAll()).filter((one) => one.violations > 0);
const p95 = (times: number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

it('a charge sent 100 times at once to two processes under one key is one ledger row, and one answer', async () => {
  apis = await startApis(2);
  const fan = await aFan();
  const send = async (n: number) => {
    const response = await fetch(`${apis!.origins[n % 2]}/api/wallet/charges`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': 'one-intent' },
        ...bearerOf(fan),
      },
      body: JSON.stringify({ amount: 7_000 }),
    });
    return `${response.status} ${await response.text()}`;
  };
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => send(n)));
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^201 /);
  expect(await prisma.walletTransaction.count()).toBe(1);
  expect(await findWallet(fan)).toMatchObject({ balance: 7_000 });
}, 60_000);

it('a ledger that grows while it is paged skips and repeats no row', async () => {
  const fan = await aFan();
  await Promise.all(Array.from({ length: 60 }, () => charge(fan)));
  const before = (await prisma.walletTransaction.findMany()).map(({ id }) => id);
  const growing = Promise.all(Array.from({ length: 60 }, () => charge(fan)));
  const seen: { id: string; amount: number; balanceAfter: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await listWalletTransactions(fan, { cursor, size: 4 });
    seen.push(...page.transactions);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  await growing;
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(before.filter((id) => !seen.some((row) => row.id === id))).toEqual([]);
  for (const [at, row] of seen.slice(0, -1).entries())
    expect(row.balanceAfter - row.amount).toBe(seen[at + 1]!.balanceAfter);
});

describe('a wallet that is used 500 times at once', () => {
  /** What charging takes others, a few at a time, in ms. */
  async function timeOthers(others: Person[]): Promise<number[]> {
    const times: number[] = [];
    const left = [...others];
    const lane = async () => {
      for (let fan = left.pop(); fan; fan = left.pop()) {
        const from = performance.now();
        await charge(fan);
        times.push(performance.now() - from);
      }
    };
    await Promise.all(Array.from({ length: 4 }, lane));
    return times;
  }

  it('does not slow others, and comes out right', async () => {
    const [hot] = await fansWithMoney(1);
    const others = await fansWithMoney(200);
    const reserved = await aReservation({ fan: hot });
    await timeOthers(others.slice(0, 50));
    const alone = p95(await timeOthers(others));
    let isOver = false;
    const storm = Promise.allSettled([
      ...Array.from({ length: 250 }, () => charge(hot!)),
      ...Array.from({ length: 250 }, () =>
        payReservation(hot!, {
          ...{ reservationId: reserved.id, method: 'wallet', idempotency: onceAs(hot!) },
        }),
      ),
    ]).finally(() => (isOver = true));
    const beside: number[] = [];
    while (!isOver) beside.push(...(await timeOthers(others.slice(0, 20))));
    const outcomes = await storm;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(251);
    expect(beside.length).toBeGreaterThan(0);
    expect(p95(beside)).toBeLessThan(alone * 5 + 100);
    expect(await prisma.payment.count()).toBe(1);
    expect(await violations()).toEqual([]);
  }, 60_000);
});
