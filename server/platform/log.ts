import pino from 'pino';
import { env } from './env';
import { singleton } from './singleton';

const options = (): pino.LoggerOptions => ({
  level: env.LOG_LEVEL,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  // Belt and braces: nothing logs these on purpose.
  redact: [
    'password',
    'token',
    'email',
    'authorization',
    'cookie',
    '*.password',
    '*.token',
    '*.email',
  ],
});

/** Structured lines on standard output. Never a token, a password, or who somebody is beyond an account id. */
export const log: pino.Logger = new Proxy({} as pino.Logger, {
  get: (_, name) => {
    const logger = singleton('log', () => pino(options()));
    const value: unknown = Reflect.get(logger, name);
    return typeof value === 'function' ? (value.bind(logger) as unknown) : value;
  },
});

/** Lines of requests are many and none is urgent: they go out by the buffer, at the latest after so long. */
const bufferedBytes = 8_192;
const bufferedMs = 250;

/** As `log`, for the lines of requests: one write of the system for many. What a signal 9 cuts off is lost. */
export const requestLog = (): pino.Logger =>
  singleton('log:requests', () => {
    const buffered = { minLength: bufferedBytes, periodicFlush: bufferedMs, sync: false };
    return pino(options(), pino.destination(buffered));
  });
