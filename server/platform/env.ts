import { z } from 'zod';

/** Toss Payments' own. A sandbox is never here. */
const tossApi = 'https://api.tosspayments.com';

/** The only place that reads `process.env`. `.env.example` lists the same names and is tested equal to this. */
const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().default(3000),
    REALTIME_PORT: z.coerce.number().int().default(3001),
    WORKER_PORT: z.coerce.number().int().default(3002),
    DATABASE_URL: z.string().min(1),
    DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(200).default(10),
    REDIS_URL: z.string().min(1),
    /** `host:port`, comma separated: events travel by Kafka, and by the shared Redis without it. */
    KAFKA_BROKERS: z.string().optional(),
    KAFKA_TOPIC_PREFIX: z.string().default('openrun.'),
    /** What 95 of 100 may take, in ms, over the window before fewer people are let in. */
    SLOW_HOLD_MS: z.coerce.number().int().min(1).default(300),
    SLOW_PAYMENT_MS: z.coerce.number().int().min(1).default(500),
    SLOW_CONNECTION_MS: z.coerce.number().int().min(1).default(100),
    SLOW_WINDOW_MS: z.coerce.number().int().min(500).max(60_000).default(5_000),
    /** A Redis of its own for the seats; the line and the seats share `REDIS_URL` without it. */
    REDIS_SEATS_URL: z.string().optional(),
    SESSION_SECRET: z.string().min(32),
    PASS_SECRET: z.string().min(32),
    /** Base64 of a PKCS #8 Ed25519 private key: signs tickets. */
    TICKET_SIGNING_KEY: z.string().min(64),
    /** The same for the lists of draws and for receipts; the tickets' key signs them without it. */
    DRAW_SIGNING_KEY: z.string().min(64).optional(),
    /** Whose random value the draws use: drand; local is a rehearsal, and with none the operator could choose. */
    DRAW_BEACON: z.enum(['drand', 'local', 'none']).default('drand'),
    /** Where drand is asked, comma separated, all at once. */
    DRAND_URLS: z.string().default('https://api.drand.sh,https://drand.cloudflare.com'),
    /** Where a browser finds the site, without a slash at the end. */
    PUBLIC_URL: z.url().default('http://localhost:3000'),
    /** Where a browser finds realtime; empty behind a proxy that routes to it. */
    REALTIME_PUBLIC_URL: z.string().default(''),
    /** Addresses or CIDR ranges, comma separated, whose X-Forwarded-For is believed. */
    TRUSTED_PROXIES: z.string().default(''),
    /** More ranges, in the same form, that thousands of people share: joining from them is slowed, never shut out. */
    SHARED_RANGES: z.string().default(''),
    /** `off` where something in front of us keeps scripts out. */
    PROOF_OF_WORK: z.enum(['auto', 'off']).default('auto'),
    /** Who checks identities for schedules that ask for them; the demo has the sandbox. */
    IDENTITY_PROVIDER: z.enum(['none', 'sandbox']).default('none'),
    /** Who takes card payments: nobody, the sandbox that `npm start` runs beside the site, or Toss Payments. */
    PAYMENT_GATEWAY: z.enum(['none', 'sandbox', 'toss']).default('none'),
    /** Where the gateway's API is: the sandbox's address, or Toss Payments' own. */
    TOSS_API_URL: z.url({ protocol: /^https?$/ }).default(tossApi),
    TOSS_SECRET_KEY: z.string().default(''),
    LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    SMTP_URL: z.string().optional(),
    MAIL_FROM: z.string().default('Openrun <no-reply@openrun.test>'),
    /** `1` while `npm start` runs the demo: demo accounts are shown, mail is logged when there is no SMTP_URL. */
    OPENRUN_DEMO: z.enum(['0', '1']).default('0'),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    KAKAO_CLIENT_ID: z.string().optional(),
    KAKAO_CLIENT_SECRET: z.string().optional(),
    NAVER_CLIENT_ID: z.string().optional(),
    NAVER_CLIENT_SECRET: z.string().optional(),
  })
  .superRefine(({ PAYMENT_GATEWAY: gateway, TOSS_API_URL: url, TOSS_SECRET_KEY: key }, context) => {
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (gateway !== 'none' && key === '') refuse('TOSS_SECRET_KEY', `needed by ${gateway}`);
    // The key travels with every call.
    if (gateway === 'toss' && !url.startsWith('https:')) refuse('TOSS_API_URL', 'must be https');
    if (gateway === 'sandbox' && url === tossApi) refuse('TOSS_API_URL', 'is not a sandbox');
  });

export type Env = z.infer<typeof schema>;

export const envNames = Object.keys(schema.shape);

function readEnv(): Env {
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const names = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not usable. ${names.join('; ')}`);
}

/** Parsed on first use, so that a build which only imports it needs no services; plain properties from then on. */
export const env = {} as Env;

function readAll(): Env {
  const values: Record<string, unknown> = readEnv();
  for (const name of envNames) Object.defineProperty(env, name, { value: values[name] });
  return env;
}

for (const name of envNames)
  Object.defineProperty(env, name, {
    configurable: true,
    enumerable: true,
    get: () => readAll()[name as keyof Env],
  });

/** next-auth reads these two from the environment alone. */
export function shareWithNextAuth(): void {
  process.env.NEXTAUTH_URL = env.PUBLIC_URL;
  process.env.NEXTAUTH_SECRET = env.SESSION_SECRET;
}
