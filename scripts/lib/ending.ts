const ending = new AbortController();

/** Aborted once the command is to end: from then nothing is started, and helpers under way are ended. */
export const endingSignal = ending.signal;

export const isEnding = () => endingSignal.aborted;

export const beginEnding = () => ending.abort();

const impatientAfterMs = 500;

/**
 * Calls `stop` on the first Ctrl-C, SIGTERM or SIGHUP, and `force` on a second one. npm, tsx and
 * the terminal may each deliver the same Ctrl-C, so what comes at once counts as one.
 */
export function onEnd(stop: () => void, force: () => void) {
  let firstAt = 0;
  const heard = () => {
    if (firstAt && Date.now() - firstAt > impatientAfterMs) return force();
    if (firstAt) return;
    firstAt = Date.now();
    beginEnding();
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  if (process.env.npm_lifecycle_event) endWithParent(heard);
}

/** An npm that was killed cannot pass a signal on; under it, losing the parent is the signal. */
function endWithParent(heard: () => void) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    heard();
  }, 500);
  watch.unref();
}
