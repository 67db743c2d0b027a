import { describe, expect, it, test } from 'vitest';
import { api } from '@/server/http/app';
import { prisma, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { aFan, aPaidReservation, bearerOf, onceAs, type Person } from '@/server/testing';
import { chargeWallet, findWallet, listWalletTransactions, openWalletTx } from './index';
import { walletBalanceMaxWon } from './wallets.schema';
import { insertCharge } from './wallets.store';

const charge = (fan: Person, amount: number, key?: string) =>
  chargeWallet(fan, { amount, idempotency: onceAs(fan, key, { amount }) });

const ledgerOf = async (fan: Person) =>
  (await listWalletTransactions(fan, { size: 100 })).transactions;

describe('charging a wallet', () => {
  it('happens once for a key sent 100 times at once, and each is answered the same', async () => {
    const fan = await aFan();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => charge(fan, 5_000, 'one-key')),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await findWallet(fan)).toMatchObject({ balance: 5_000 });
    expect(await ledgerOf(fan)).toEqual([answers[0]]);
  });

  it('adds up charges that come at once, and the ledger follows them in order', async () => {
    const fan = await aFan();
    await Promise.all(Array.from({ length: 30 }, (_, i) => charge(fan, 1_000 * (i + 1))));
    expect(await findWallet(fan)).toMatchObject({ balance: 465_000 });
    let balance = 0;
    for (const entry of (await ledgerOf(fan)).reverse()) {
      balance += entry.amount;
      expect(entry.balanceAfter).toBe(balance);
    }
    expect(balance).toBe(465_000);
  });

  it('refuses the one of many at once that no statement could take, alone', async () => {
    const fans = await Promise.all(Array.from({ length: 7 }, () => aFan()));
    const nobody = { ...fans[0]!, id: newId() }; // no account: no wallet can be opened
    const asked = [...fans.slice(0, 3), nobody, ...fans.slice(3)];
    const outcomes = await Promise.allSettled(
      asked.map((fan) =>
        insertCharge({ accountId: fan.id, amount: 5_000, idempotency: onceAs(fan) }),
      ),
    );
    const refused = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
    expect(refused).toEqual([3]);
    expect(await prisma.wallet.count({ where: { balance: 5_000 } })).toBe(7);
    expect(await prisma.walletTransaction.count()).toBe(7);
  });

  it('refuses another amount under the same key', async () => {
    const fan = await aFan();
    await charge(fan, 5_000, 'one-key');
    await expect(charge(fan, 6_000, 'one-key')).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    expect(await findWallet(fan)).toMatchObject({ balance: 5_000 });
  });

  it('keeps two people with the same key apart', async () => {
    const [one, other] = [await aFan(), await aFan()];
    await Promise.all([charge(one, 5_000, 'same'), charge(other, 7_000, 'same')]);
    expect(await findWallet(one)).toMatchObject({ balance: 5_000 });
    expect(await findWallet(other)).toMatchObject({ balance: 7_000 });
  });

  it('stops at what a wallet may hold, whichever charge comes last', async () => {
    const fan = await aFan();
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, () => charge(fan, 2_000_000)),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.map((answer) => (answer.reason as { code: string }).code)).toEqual([
      'balance_over_limit',
    ]);
    expect(await findWallet(fan)).toMatchObject({ balance: walletBalanceMaxWon });
    expect(await ledgerOf(fan)).toHaveLength(5);
  });

  it('finds the wallet that signing up opened', async () => {
    const response = await api.request('/api/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'a@openrun.test', name: '하늘', password: 'long enough 7' }),
    });
    expect(response.status).toBe(201);
    expect(await prisma.wallet.findMany()).toMatchObject([{ balance: 0n }]);
  });

  it('uses the wallet that an account opened with, and opening it again changes nothing', async () => {
    const fan = await aFan();
    await withTx((tx) => openWalletTx(tx, fan.id));
    expect(await findWallet(fan)).toMatchObject({ balance: 0 });
    await charge(fan, 5_000);
    await withTx((tx) => openWalletTx(tx, fan.id));
    expect(await findWallet(fan)).toMatchObject({ balance: 5_000 });
  });
});

test('many who look into their wallets at once, some twice and one without a wallet, see their own', async () => {
  const fans = await Promise.all(Array.from({ length: 20 }, () => aFan()));
  await Promise.all(fans.slice(1).map((fan, i) => charge(fan, 1_000 * (i + 1))));
  const looks = await Promise.all([...fans, ...fans].map((fan) => findWallet(fan)));
  const balances = fans.map((_, i) => 1_000 * i);
  expect(looks.map(({ balance }) => balance)).toEqual([...balances, ...balances]);
});

describe('the ledger', () => {
  it('is paged newest first by cursor, nothing twice and nothing left out', async () => {
    const fan = await aFan();
    for (let i = 1; i <= 5; i++) await charge(fan, 1_000 * i);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listWalletTransactions(fan, { cursor, size: 2 });
      seen.push(...page.transactions.map((entry) => entry.amount));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([5_000, 4_000, 3_000, 2_000, 1_000]);
  });

  it('names the concert that a payment was for', async () => {
    const { fan, id, total } = await aPaidReservation();
    const [payment] = (await listWalletTransactions(fan, { size: 1 })).transactions;
    expect(payment).toMatchObject({
      kind: 'PAYMENT',
      amount: -total,
      balanceAfter: 0,
      reservationId: id,
      concertTitle: { ko: 'Night', en: 'Night' },
    });
  });

  it('is nobody else’s', async () => {
    const [one, other] = [await aFan(), await aFan()];
    await charge(one, 5_000);
    expect(await ledgerOf(other)).toEqual([]);
    expect(await findWallet(other)).toMatchObject({ balance: 0 });
  });
});

describe('POST /api/wallet/charges', () => {
  async function post(fan: Person | null, body: unknown, key?: string) {
    const response = await api.request('/api/wallet/charges', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(fan && bearerOf(fan)),
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { code?: string } };
  }

  it('answers a repeat with the first answer', async () => {
    const fan = await aFan();
    const first = await post(fan, { amount: 5_000 }, 'key-00001');
    expect(first).toMatchObject({ status: 201, body: { amount: 5_000, balanceAfter: 5_000 } });
    expect(await post(fan, { amount: 5_000 }, 'key-00001')).toEqual(first);
    expect(await post(fan, { amount: 5_001 }, 'key-00001')).toMatchObject({
      status: 409,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it.each([
    [{ amount: 999 }],
    [{ amount: 2_000_001 }],
    [{ amount: -5_000 }],
    [{ amount: 5_000.5 }],
    [{ amount: '5000' }],
    [{ amount: 1e30 }],
    [{ amount: null }],
    [{}],
    [{ amount: 5_000, currency: 'USD' }],
  ])('refuses %j and changes nothing', async (body) => {
    const fan = await aFan();
    expect(await post(fan, body, 'key-00001')).toMatchObject({
      status: 422,
      body: { code: 'invalid_input' },
    });
    expect(await findWallet(fan)).toMatchObject({ balance: 0 });
  });

  it('wants a person and a key', async () => {
    expect(await post(null, { amount: 5_000 }, 'key-00001')).toMatchObject({ status: 401 });
    expect((await post(await aFan(), { amount: 5_000 })).status).toBeGreaterThanOrEqual(400);
    expect((await post(await aFan(), { amount: 5_000 }, 'k'.repeat(10_000))).status).toBe(422);
  });
});
