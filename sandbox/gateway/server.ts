import type { AddressInfo } from 'node:net';
import { serve, type HttpBindings, type ServerType } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { behaviourSchema, Fate, type Behaviour, type BehaviourInput } from './behaviour';
import { GatewayError, isKnownError } from './errors';
import { Idempotency, type Answer } from './idempotency';
import { Ledger } from './ledger';
import * as shapes from './payment';
import { Webhooks } from './webhooks';
import { languageOf, returnUrl, windowPage } from './window';

export type SandboxOptions = {
  port?: number;
  host?: string;
  /** Where browsers find it; where it listens unless told. */
  publicUrl?: string;
  secretKey: string;
  webhookUrl?: string;
  /** Keeps its payments over a restart. */
  file?: string;
  seed?: string;
  behaviour?: BehaviourInput;
};

export type Sandbox = { url: string; stop(): Promise<void> };

type Env = { Bindings: HttpBindings };
type Call = Context<Env>;

const hangMs = 120_000;
const sleep = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));

/** A payment gateway of the shape that Korean ones share, spoken to as Toss Payments is; no money moves. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const gateway = new Gateway(options);
  const app = gateway.routes();
  const { port = 0, host = '127.0.0.1' } = options;
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: app.fetch, port, hostname: host }, () => resolve(made));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gateway.publicUrl = options.publicUrl ?? url;
  return {
    url,
    stop: () => {
      gateway.webhooks.stop();
      return new Promise((stopped) => {
        server.close(() => stopped());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

class Gateway {
  publicUrl = '';
  readonly webhooks: Webhooks;
  private behaviour: Behaviour;
  private readonly fate: Fate;
  private readonly ledger: Ledger;
  private readonly idempotency = new Idempotency();

  constructor(private readonly options: SandboxOptions) {
    this.behaviour = behaviourSchema.parse(options.behaviour ?? {});
    this.fate = new Fate(options.seed ?? 'openrun');
    this.webhooks = new Webhooks({
      behaviour: () => this.behaviour,
      fate: this.fate,
      publicUrl: () => this.publicUrl,
    });
    this.webhooks.url = options.webhookUrl ?? null;
    this.ledger = new Ledger({
      file: options.file,
      onChange: (payment) => this.webhooks.tell(payment),
    });
  }

  routes(): Hono<Env> {
    const app = new Hono<Env>();
    app.onError((error, c) => {
      const known = error instanceof z.ZodError ? new GatewayError('INVALID_REQUEST') : error;
      if (!(known instanceof GatewayError)) throw error;
      return c.json({ code: known.code, message: known.message }, known.status as 400);
    });
    app.get('/healthz', (c) => c.text('ok'));
    this.windowRoutes(app);
    this.controlRoutes(app);
    app.use('/v1/*', async (c, next) => {
      this.requireKey(c.req.header('authorization'));
      // A POST takes its time while it runs, so that its twin can meet it.
      if (c.req.method === 'GET') await sleep(this.behaviour.latencyMs);
      await next();
    });
    this.apiRoutes(app);
    return app;
  }

  private requireKey(authorization: string | undefined): void {
    const [scheme, encoded = ''] = (authorization ?? '').split(' ');
    const given = Buffer.from(encoded, 'base64').toString();
    if (scheme !== 'Basic' || !given.endsWith(':'))
      throw new GatewayError('INCORRECT_BASIC_AUTH_FORMAT');
    if (given !== `${this.options.secretKey}:`) throw new GatewayError('UNAUTHORIZED_KEY');
  }

  private apiRoutes(app: Hono<Env>): void {
    app.post('/v1/payments', async (c) => {
      const input = shapes.newPaymentSchema.parse(await c.req.json());
      return this.answerOnce(c, () => this.present(this.ledger.create(input)));
    });
    app.post('/v1/payments/confirm', async (c) => {
      const input = shapes.confirmSchema.parse(await c.req.json());
      const { loseAnswer, breakOff } = this.behaviour.confirm;
      return this.answerOnce(c, () => this.confirm(input), {
        ...{ orderId: input.orderId, what: 'confirm', loseAnswer, breakOff },
      });
    });
    app.get('/v1/payments/orders/:orderId', (c) => {
      this.failLookup(c, c.req.param('orderId'));
      return c.json(this.present(this.ledger.findByOrder(c.req.param('orderId'))).body);
    });
    app.get('/v1/payments/:paymentKey', (c) => {
      const payment = this.ledger.find(c.req.param('paymentKey'));
      this.failLookup(c, payment.orderId);
      return c.json(this.present(payment).body);
    });
    app.post('/v1/payments/:paymentKey/cancel', async (c) => {
      const input = shapes.cancelSchema.parse(await c.req.json());
      const payment = this.ledger.find(c.req.param('paymentKey'));
      const { loseAnswer, breakOff } = this.behaviour.cancel;
      return this.answerOnce(c, () => this.cancel(payment, input), {
        ...{ orderId: payment.orderId, what: 'cancel', loseAnswer, breakOff },
      });
    });
  }

  private confirm(input: z.infer<typeof shapes.confirmSchema>): Answer {
    const payment = this.ledger.find(input.paymentKey);
    const { decline, error } = this.behaviour.confirm;
    if (this.fate.strikes('confirm error', payment.orderId, error))
      throw new GatewayError(error.code);
    const livesMs = this.behaviour.authenticationLivesMs;
    this.ledger.requireConfirmable(payment, input.orderId, input.amount, livesMs);
    const declined = this.fate.strikes('decline', payment.orderId, decline);
    if (declined || payment.choice === 'decline-later') {
      this.ledger.abort(payment, declined ? decline.code : 'REJECT_CARD_PAYMENT');
      throw new GatewayError(payment.failure!.code);
    }
    this.ledger.approve(payment);
    return this.present(payment);
  }

  private cancel(payment: shapes.Payment, input: z.infer<typeof shapes.cancelSchema>): Answer {
    const { error } = this.behaviour.cancel;
    if (this.fate.strikes('cancel error', payment.orderId, error))
      throw new GatewayError(error.code);
    this.ledger.cancel(payment, input.cancelReason, input.cancelAmount, input.refundableAmount);
    return this.present(payment);
  }

  private failLookup(c: Call, orderId: string): void {
    const { error } = this.behaviour.lookup;
    this.throwTestCode(c);
    if (this.fate.strikes('lookup error', orderId, error)) throw new GatewayError(error.code);
  }

  /** Toss's own way to provoke an error with a test key. */
  private throwTestCode(c: Call): void {
    const code = c.req.header('tosspayments-test-code');
    if (code && isKnownError(code)) throw new GatewayError(code);
  }

  private present(payment: shapes.Payment): Answer {
    this.ledger.expireIfOld(payment, this.behaviour.authenticationLivesMs);
    return { status: 200, body: shapes.presentPayment(payment, this.publicUrl) };
  }

  /** Carries a POST out once for its key; the fresh answer may get lost on its way, as the behaviour says. */
  private async answerOnce(
    c: Call,
    run: () => Answer,
    fate?: { orderId: string; what: string } & Pick<Behaviour['cancel'], 'loseAnswer' | 'breakOff'>,
  ): Promise<Response> {
    this.throwTestCode(c);
    const carryOut = async (): Promise<Answer> => {
      await sleep(this.behaviour.latencyMs);
      try {
        return run();
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        return { status: error.status, body: { code: error.code, message: error.message } };
      }
    };
    const key = c.req.header('idempotency-key');
    const { answer, isFresh } = await this.idempotency.once(key, c.req.path, carryOut);
    if (fate && isFresh && answer.status === 200) await this.mislay(c, fate, answer);
    return c.json(answer.body, answer.status as 200);
  }

  private async mislay(
    c: Call,
    fate: { orderId: string; what: string } & Pick<Behaviour['cancel'], 'loseAnswer' | 'breakOff'>,
    answer: Answer,
  ): Promise<void> {
    const { orderId, what, loseAnswer, breakOff } = fate;
    const { choice } = this.ledger.find((answer.body as { paymentKey: string }).paymentKey);
    const asked = what === 'confirm' && choice === 'lose-answer';
    if (asked || this.fate.strikes(`${what} loseAnswer`, orderId, loseAnswer)) {
      // Until the caller hangs up; the timer alone keeps nothing alive.
      await new Promise<void>((resume) => {
        c.env.incoming.socket.once('close', resume);
        setTimeout(resume, hangMs).unref();
      });
    }
    if (this.fate.strikes(`${what} breakOff`, orderId, breakOff)) c.env.incoming.socket.destroy();
  }

  private windowRoutes(app: Hono<Env>): void {
    const noStore = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    app.get('/v1/payments/:paymentKey/checkout', (c) => {
      const language = languageOf(c.req.query('lang'), c.req.header('accept-language'));
      const page = windowPage(this.ledger.find(c.req.param('paymentKey')), language);
      return c.html(page, 200, noStore);
    });
    app.post('/v1/payments/:paymentKey/checkout', async (c) => {
      const payment = this.ledger.find(c.req.param('paymentKey'));
      const { choice } = await c.req.parseBody();
      this.choose(payment, z.enum(shapes.choices).parse(choice));
      return c.redirect(returnUrl(payment), 303);
    });
  }

  /** A window that was answered before sends the person where it sent them then. */
  private choose(payment: shapes.Payment, choice: shapes.Choice): void {
    if (payment.status !== 'READY') return;
    if (choice === 'close') this.ledger.abort(payment, 'PAY_PROCESS_CANCELED');
    else if (choice === 'decline') this.ledger.abort(payment, 'REJECT_CARD_COMPANY');
    else this.ledger.authenticate(payment, choice, Date.now());
  }

  /** For tests, load scripts and audits; no real gateway has these. */
  private controlRoutes(app: Hono<Env>): void {
    app.get('/sandbox/behaviour', (c) => c.json(this.behaviour));
    app.put('/sandbox/behaviour', async (c) => {
      this.behaviour = behaviourSchema.parse(await c.req.json());
      return c.json(this.behaviour);
    });
    app.put('/sandbox/webhook', async (c) => {
      this.webhooks.url = z.strictObject({ url: z.url() }).parse(await c.req.json()).url;
      return c.json({ url: this.webhooks.url });
    });
    app.get('/sandbox/deliveries', (c) => c.json({ deliveries: this.webhooks.deliveries }));
    app.get('/sandbox/payments', (c) =>
      c.json({
        payments: this.ledger.all().map((payment) => ({
          ...payment,
          canceledAmount: shapes.canceledAmount(payment),
        })),
      }),
    );
    app.delete('/sandbox/payments', (c) => {
      this.ledger.forget();
      this.idempotency.forget();
      this.webhooks.deliveries.length = 0;
      return c.body(null, 204);
    });
    app.post('/sandbox/authentications', async (c) => this.authenticate(c));
  }

  /** What the person does in the window, without a browser: for an order that has one, or for a new one. */
  private async authenticate(c: Call): Promise<Response> {
    const order = z
      .object({ orderId: z.string(), choice: z.enum(shapes.choices).default('approve') })
      .loose()
      .parse(await c.req.json());
    const here = this.publicUrl;
    const urls = { orderName: 'sandbox', successUrl: here, failUrl: here };
    const open = this.ledger
      .all()
      .findLast(({ orderId, status }) => orderId === order.orderId && status === 'READY');
    const payment =
      open ?? this.ledger.create(shapes.newPaymentSchema.parse({ ...urls, ...order }));
    this.choose(payment, order.choice);
    const { paymentKey, orderId, amount, status, failure } = payment;
    return c.json(
      { paymentKey, orderId, amount, status, failure, returnUrl: returnUrl(payment) },
      201,
    );
  }
}
