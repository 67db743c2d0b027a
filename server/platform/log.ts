import pino from 'pino';
import { env } from './env';
import { singleton } from './singleton';

const make = () =>
  pino({
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
    const logger = singleton('log', make);
    const value: unknown = Reflect.get(logger, name);
    return typeof value === 'function' ? (value.bind(logger) as unknown) : value;
  },
});
