/** Work that a worker repeats. It takes its own lease where only one worker may do it. */
export type Job = {
  name: string;
  /** Milliseconds between the end of a run and the start of the next. */
  everyMs: number;
  run(): Promise<unknown>;
};
