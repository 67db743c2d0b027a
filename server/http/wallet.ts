import { createRoute } from '@hono/zod-openapi';
import { requireAccount } from '@/server/platform/actor';
import { idempotencyOf } from '@/server/platform/idempotency';
import { chargeWallet, findWallet, listWalletTransactions } from '@/server/wallets';
import {
  chargeInputSchema,
  walletSchema,
  walletTransactionSchema,
  walletTransactionsQuerySchema,
  walletTransactionsSchema,
} from '@/server/wallets/wallets.schema';
import { answers, createApp, idempotencyHeader, jsonBody } from './openapi';

const tags = ['wallet'];

export const walletRoutes = createApp()
  .openapi(
    createRoute({ method: 'get', path: '/wallet', tags, responses: answers(walletSchema) }),
    async (c) => c.json(await findWallet(c.var.actor), 200),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/wallet/charges',
      tags,
      request: { headers: idempotencyHeader, ...jsonBody(chargeInputSchema) },
      responses: answers(walletTransactionSchema, 201),
    }),
    async (c) => {
      const input = c.req.valid('json');
      const account = requireAccount(c.var.actor);
      const key = c.req.valid('header')['idempotency-key'];
      const idempotency = idempotencyOf(account, 'POST', '/wallet/charges', key, input);
      return c.json(await chargeWallet(account, { ...input, idempotency }), 201);
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/wallet/transactions',
      tags,
      request: { query: walletTransactionsQuerySchema },
      responses: answers(walletTransactionsSchema),
    }),
    async (c) => c.json(await listWalletTransactions(c.var.actor, c.req.valid('query')), 200),
  );
