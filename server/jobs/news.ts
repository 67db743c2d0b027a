/** Something to wait for: `tell` wakes everybody who waits, and what is told while nobody does is not lost. */
export function newNews() {
  let version = 0;
  let waiting: (() => void)[] = [];
  return {
    version: () => version,
    tell(): void {
      version++;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    /** Until there is news since `seen`, at most `ms`. */
    wait(seen: number, ms: number): Promise<void> {
      if (version !== seen) return Promise.resolve();
      return new Promise((resume) => {
        const timer = setTimeout(resume, ms);
        waiting.push(() => {
          clearTimeout(timer);
          resume();
        });
      });
    },
  };
}
