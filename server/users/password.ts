import { hash, verify, type Options } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { Refusal } from '@/server/platform/refusal';
import { singleton } from '@/server/platform/singleton';

/** OWASP's argon2id (the library's default algorithm): 19 MiB, two passes, one lane. About 25 ms of one core. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const waitingMax = 100;
const secondsToDrain = 3;

/**
 * Passwords are hashed one at a time and at most `waitingMax` wait. Hashing runs on one of libuv's four threads,
 * which DNS and files share, and never on the thread that answers: a flood of sign-ins takes one core at most
 * and 19 MiB, and holds and payments go on. Past the queue: `sign_in_busy`.
 */
class PasswordQueue {
  /** Hashes and checks finished by this process. */
  done = 0;
  waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= waitingMax) {
      throw new Refusal('sign_in_busy', { retryAfterSeconds: secondsToDrain });
    }
    this.waiting += 1;
    const result = this.last.then(work).finally(() => {
      this.waiting -= 1;
      this.done += 1;
    });
    this.last = result.catch(() => undefined);
    return result;
  }
}

export const passwordQueue = (): PasswordQueue =>
  singleton('password-queue', () => new PasswordQueue());

export async function hashPassword(password: string): Promise<string> {
  return passwordQueue().run(() => hash(password, cost));
}

/** A hash that no password has: what is checked where there is none, so that it takes as long. */
const nobodysHash = (): Promise<string> =>
  singleton('nobodys-hash', () => hash(randomBytes(32).toString('hex'), cost));

/** Whether the password is the one of the hash. Without a hash it does the same work and says no. */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const nobodys = await nobodysHash();
  const right = await passwordQueue().run(() => verify(passwordHash ?? nobodys, password));
  return right && Boolean(passwordHash);
}
