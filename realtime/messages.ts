import type { Socket } from 'socket.io';
import type { z } from 'zod';
import { problemOf } from '@/server/http/problem';
import { tokenBucket } from '@/server/platform/rate-limit';
import { Refusal } from '@/server/platform/refusal';
import type { Answer } from './protocol';

/** What one socket may send: a person's page sends one message, and one more when its place changes. */
const flood = tokenBucket(5, 20);
/** Messages that were malformed or too many before the socket is closed. */
const offencesMax = 3;

const offences = new WeakMap<Socket, number>();

/** Answers a client's message: parsed, limited, its failure told by code. What is no message of ours counts against it. */
export function answerMessages<T>(
  socket: Socket,
  name: string,
  schema: z.ZodType<T>,
  handle: (input: T) => Promise<unknown>,
): void {
  socket.on(name, (input: unknown, acknowledge: unknown) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success || typeof acknowledge !== 'function')
      return offend(socket, 'invalid_input');
    const answer = acknowledge as (answer: Answer<unknown>) => void;
    void answerOne(socket, () => handle(parsed.data)).then(answer);
  });
}

async function answerOne(socket: Socket, work: () => Promise<unknown>): Promise<Answer<unknown>> {
  try {
    flood.take(socket.id);
    return { ok: true, data: await work() };
  } catch (error) {
    const { code, facts = {} } = problemOf(error).problem;
    if (error instanceof Refusal && code === 'too_many_requests') offend(socket, code);
    return { ok: false, code, facts };
  }
}

/** Tells names that are no message of the namespace from the rest. */
export function refuseOthers(socket: Socket, names: string[]): void {
  socket.onAny((name: string) => {
    if (!names.includes(name)) offend(socket, 'invalid_input');
  });
}

function offend(socket: Socket, code: string): void {
  const count = (offences.get(socket) ?? 0) + 1;
  offences.set(socket, count);
  socket.emit('problem', { code });
  // A moment later, so that it still hears why.
  if (count === offencesMax) setTimeout(() => socket.disconnect(true), 100).unref();
}
