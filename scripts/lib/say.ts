/** A fault that a person can do something about: printed as its one sentence, without a stack. */
export class StartError extends Error {}

// Whoever read what we print may have gone (a closed terminal, a pipe into head): what is left to do
// is to stop in order, not to fall over the next line.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const startedAt = performance.now();
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)}s`;

/** One line of progress, with the time since the command began. */
export function say(text: string) {
  process.stdout.write(`${dim(seconds(performance.now() - startedAt).padStart(7))}  ${text}\n`);
}

/** Runs a step, and says what it was and how long it took once it is done. */
export async function step<T>(name: string, run: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await run();
  say(`${name} ${dim(seconds(performance.now() - began))}`);
  return result;
}

/** Runs a command's main function: a StartError ends it with its sentence, anything else with a stack. */
export async function main(run: () => Promise<number | void>) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    const expected = error instanceof StartError;
    process.stderr.write(
      `${red(expected ? `✖ ${error.message}` : String((error as Error).stack))}\n`,
    );
    process.exitCode = 1;
  }
}
