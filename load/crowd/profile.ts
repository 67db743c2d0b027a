import type { Stage } from './plan';

/** How many there are to be, so many seconds in: in straight lines from one stage's end to the next. */
export function targetAt(from: number, stages: Stage[], seconds: number): number {
  let [start, begins] = [from, 0];
  for (const { target, seconds: takes } of stages) {
    if (seconds < begins + takes) return start + ((target - start) * (seconds - begins)) / takes;
    [start, begins] = [target, begins + takes];
  }
  return start;
}

/** How many are due up to that moment at a rate that moves so: the area under it. */
export function dueUpTo(from: number, stages: Stage[], seconds: number): number {
  let [start, begins, due] = [from, 0, 0];
  for (const { target, seconds: takes } of stages) {
    const passed = Math.min(takes, seconds - begins);
    if (passed <= 0) break;
    const reached = start + ((target - start) * passed) / takes;
    due += ((start + reached) / 2) * passed;
    [start, begins] = [target, begins + takes];
  }
  return due;
}

export const secondsOf = (stages: Stage[]): number =>
  stages.reduce((sum, { seconds }) => sum + seconds, 0);
