import { step } from '@/scripts/lib/say';
import type { Stage as ProfileStage } from '../crowd/plan';
import { mintFans, mintTokens } from '../people';
import { makeSale, type Sale, visitsTo } from '../sale';
import {
  atMost,
  below,
  type PhaseResult,
  type Simulation,
  type Stage,
  type Threshold,
} from '../simulation';
import { playOrders, visitorsMax, warmUp } from './orders';

type Profile = { arrivals: 'people' | 'rate'; from: number; stages: ProfileStage[] };

/** The two profiles that the followed project published; a tenth of them with --quick. */
const profiles = (quick: boolean): Record<'ramp' | 'peak', Profile> => {
  const [scale, ramp, part] = quick ? [0.1, 6, 2] : [1, 60, 17.5];
  const targets = [1_000, 2_000, 1_000, 4_000];
  return {
    ramp: { arrivals: 'people', from: 0, stages: [{ target: 1_000 * scale, seconds: ramp }] },
    peak: {
      ...{ arrivals: 'rate', from: 10 * scale },
      stages: targets.map((target) => ({ target: target * scale, seconds: part })),
    },
  };
};

/** More than come to join, and to browse, in the minute of the ramp: it must not end for want of people. */
const joinersOf = { ramp: 800_000, peak: 200_000 };
const browsers = 120_000;

export const published: Simulation = {
  about: 'the profiles that the followed project published: line, wallet, browse to reservation',
  async play(stage) {
    const { quick } = stage.options;
    const { ramp, peak } = profiles(quick);
    const sale = await makeSale({ seats: 12_000, capacity: 1 });
    const wallets = await step('2,000 fans with wallets', () => mintFans(2_000));
    const thresholds: Threshold[] = [];
    await warmUp(stage);
    for (const [shape, profile] of [
      ['ramp', ramp],
      ['peak', peak],
    ] as const) {
      // Each person joins once: the line's own idempotency is not what is measured.
      const joiners = { people: mintTokens(joinersOf[shape] / (quick ? 10 : 1)), once: true };
      const readers = { people: wallets, once: false };
      const line = { visit: 'place', ...profile, ...joiners } as const;
      const wallet = { visit: 'wallet', ...profile, ...readers } as const;
      thresholds.push(...judge(`line_${shape}`, await play(stage, `line_${shape}`, sale, line)));
      thresholds.push(
        ...judge(`wallet_${shape}`, await play(stage, `wallet_${shape}`, sale, wallet)),
      );
    }
    const buyers = quick ? browsers / 10 : browsers;
    const browse = await playOrders(stage, 'browse_ramp', { visit: 'browse', ...ramp, buyers });
    return [...thresholds, ...judge('browse_ramp', browse)];
  },
};

type Visits = Profile & { visit: 'place' | 'wallet'; people: { token: string }[]; once: boolean };

const play = (stage: Stage, name: string, sale: Sale, visits: Visits): Promise<PhaseResult> =>
  stage.phase(name, { ...visitsTo(sale), visitorsMax, ...visits });

/** p99 of each step below half a second, nothing dropped, nothing failed: as published. */
function judge(name: string, { steps, errors, dropped }: PhaseResult): Threshold[] {
  const p99 = Math.max(0, ...Object.values(steps).map((each) => each.p99));
  return [
    below(`${name}: p99, ms`, p99, 500),
    atMost(`${name}: dropped`, dropped, 0),
    atMost(`${name}: failed`, errors, 0),
  ];
}
