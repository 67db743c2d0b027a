import type { Scenario } from '../forecast.schema';
import { type Dice, normalQuantile } from './random';

const noOne = -1;
const firstUse = 100;

/**
 * The crowd of one seed: nobody knows how patient or how quick people will be, so each seed's crowd differs from what
 * was assumed by factors of its own. Without this, 200 seeds of 300,000 people would all say the same to the minute.
 */
export function crowdOf(scenario: Scenario, dice: Dice): Scenario {
  const { uncertainty } = scenario;
  if (uncertainty === 0) return scenario;
  let use = firstUse;
  const factor = () => Math.exp(uncertainty * normalQuantile(dice(noOne, use++)));
  const time = (ms: number) => Math.round(ms * factor());
  const maybe = (ms: number | null) => (ms === null ? null : time(ms));
  const share = (value: number) => (value === 1 ? 1 : oddsTo(factor(), value));
  const { chooseMs, rechooseMs, payMs, patienceMs, emptyPatienceMs } = scenario;
  return {
    ...scenario,
    chooseMs: time(chooseMs),
    rechooseMs: time(rechooseMs),
    payMs: time(payMs),
    patienceMs: maybe(patienceMs),
    emptyPatienceMs: maybe(emptyPatienceMs),
    lobbyShare: share(scenario.lobbyShare),
    noShowShare: share(scenario.noShowShare),
    leaveShare: share(scenario.leaveShare),
    abandonShare: share(scenario.abandonShare),
  };
}

/** A share whose odds are so many times those of `share`: stays between 0 and 1. */
function oddsTo(factor: number, share: number): number {
  const odds = (share / (1 - share)) * factor;
  return odds / (1 + odds);
}
