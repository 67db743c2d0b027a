/**
 * Coalesces concurrent requests of this process into batches: one statement for many, which costs Postgres a fraction
 * of as many statements. Nothing waits for a batch to fill: while fewer than `inFlightMax` run, whatever came in one
 * turn of the event loop leaves at once, and only a crowd makes large ones.
 *
 * Promises, whatever comes in:
 * - each request settles alone: a batch that fails because of one is split until the offender stands alone;
 * - at most one request of a key (a wallet, a reservation, an idempotency scope) is on its way at a time, the others
 *   wait in order, and wait for nobody else.
 */
export type Coalescer<Input, Output> = (input: Input) => Promise<Output>;

type Options<Input, Output> = {
  batchMax: number;
  inFlightMax: number;
  /** What a request may not share a batch with others of; empty: shares with anybody. */
  keysOf: (input: Input) => string[];
  /** Answers every input, in order. Throws when nothing has happened. */
  run: (inputs: Input[]) => Promise<Output[]>;
  /** Whether a failure may be one request's own doing; a database that is away is nobody's. */
  isOffence: (error: unknown) => boolean;
};

type Request<Input, Output> = {
  input: Input;
  keys: string[];
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
};

export function coalesce<Input, Output>(options: Options<Input, Output>): Coalescer<Input, Output> {
  const { batchMax, inFlightMax, keysOf } = options;
  const ready: Request<Input, Output>[] = [];
  const lines = new KeyLines<Request<Input, Output>>((request) => ready.push(request));
  let inFlight = 0;
  let isWoken = false;

  function wake(): void {
    if (isWoken || inFlight >= inFlightMax || ready.length === 0) return;
    isWoken = true;
    setImmediate(() => {
      isWoken = false;
      while (inFlight < inFlightMax && ready.length > 0) void send(ready.splice(0, batchMax));
    });
  }

  async function send(batch: Request<Input, Output>[]): Promise<void> {
    inFlight += 1;
    await settle(batch, options);
    inFlight -= 1;
    for (const request of batch) lines.leave(request);
    wake();
  }

  return (input) =>
    new Promise((resolve, reject) => {
      // Sorted, so that two requests can never wait for each other.
      const keys = [...new Set(keysOf(input))].toSorted();
      lines.enter({ input, keys, resolve, reject });
      wake();
    });
}

/** Answers every request of a batch; halves it when one of them spoilt it. */
async function settle<Input, Output>(
  batch: Request<Input, Output>[],
  options: Options<Input, Output>,
): Promise<void> {
  try {
    const outputs = await options.run(batch.map(({ input }) => input));
    for (const [index, request] of batch.entries()) request.resolve(outputs[index]!);
  } catch (error) {
    if (batch.length === 1 || !options.isOffence(error)) {
      for (const request of batch) request.reject(error);
      return;
    }
    const middle = batch.length >> 1;
    await settle(batch.slice(0, middle), options);
    await settle(batch.slice(middle), options);
  }
}

/** First come, first served, one at a time for each key; a request takes its keys one after the other. */
class KeyLines<R extends { keys: string[] }> {
  private readonly lines = new Map<string, R[]>();

  constructor(private readonly goAhead: (request: R) => void) {}

  enter(request: R): void {
    this.take(request, 0);
  }

  private take(request: R, from: number): void {
    for (let index = from; index < request.keys.length; index++) {
      const line = this.lines.get(request.keys[index]!);
      if (line) {
        line.push(request);
        return;
      }
      this.lines.set(request.keys[index]!, []);
    }
    this.goAhead(request);
  }

  leave({ keys }: R): void {
    for (const key of keys) {
      const next = this.lines.get(key)?.shift();
      if (next) this.take(next, next.keys.indexOf(key) + 1);
      else this.lines.delete(key);
    }
  }
}
