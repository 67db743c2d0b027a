/** One line of a benchmark's end, in the form that DESIGN.md asks of all of them. */
export type Goal = {
  name: string;
  figure: number;
  unit: string;
  goal: number;
  ceiling?: number;
  ratio?: number;
  met: boolean;
};

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** The figure at a share of the sorted values: 0.99 is the 99th percentile. */
export const quantile = (values: number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

export const atLeast = (name: string, figure: number, goal: number, unit: string): Goal => ({
  ...{ name, figure: round(figure, 2), unit, goal },
  met: figure >= goal,
});

export const atMost = (name: string, figure: number, goal: number, unit: string): Goal => ({
  ...{ name, figure: round(figure, 2), unit, goal },
  met: figure <= goal,
});

/** Beside what the machine could do at most, measured in the same run. */
export const beside = (goal: Goal, ceiling: number): Goal => ({
  ...goal,
  ceiling: round(ceiling, 2),
  ratio: round(goal.figure / ceiling, 2),
});

export function report(bench: string, goals: Goal[]): void {
  console.log(JSON.stringify({ bench, met: goals.every(({ met }) => met), goals }));
}
