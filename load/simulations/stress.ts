import { atLeast, atMost, type PhaseResult, type Simulation } from '../simulation';
import { playOrders, warmUp } from './orders';

const bendsAtMs = 1_000;
const errorsMax = 0.001;

/** Ever more orders a second until the site bends, then few again: whether it stands up. */
export const stress: Simulation = {
  about: 'ever more orders a second until the site bends, and how it comes back',
  async play(stage) {
    const { quick } = stage.options;
    const [stair, stairS, most] = quick ? [100, 4, 200] : [100, 15, 2_000];
    let [held, bent] = [0, ''];
    await warmUp(stage);
    for (let rate = stair; rate <= most && !bent; rate += stair) {
      const result = await play(rate, stairS);
      bent = bentBy(result, rate * stairS);
      if (!bent) held = rate;
    }
    stage.set({ held, bent: bent || `not up to ${most}/s` });
    const after = await play(stair / 2, stairS, 'after');
    return [
      atLeast('orders a second held', held, stair),
      atMost('errors behind it', after.errors, 0),
    ];

    function play(rate: number, seconds: number, name = `at_${rate}`): Promise<PhaseResult> {
      const stages = [{ target: rate, seconds }];
      const orders = { visit: 'order', arrivals: 'rate', from: rate, stages } as const;
      return playOrders(stage, name, { ...orders, buyers: rate * seconds });
    }
  },
};

/** What gives in first, in words; empty while nothing does. */
export function bentBy({ steps, errors, dropped, whole }: PhaseResult, due: number): string {
  const slow = Object.entries(steps).find(([, { p95 }]) => p95 > bendsAtMs);
  if (errors > errorsMax * due) return `${errors} errors`;
  if (dropped > 0) return `${dropped} dropped`;
  if (slow) return `p95 of ${slow[0]} is ${Math.round(slow[1].p95)} ms`;
  return whole < due * 0.99 ? `${whole} of ${due} orders went through` : '';
}
