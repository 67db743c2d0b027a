import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { singleton } from '@/server/platform/singleton';
import type { BeaconView } from './draw.schema';
import { derivedSecret } from './signing';
import { beaconKeyFrom, isRoundSigned, quicknet, scheme, timeOfRound } from './verifier/beacon';

/** Where the random value of a draw comes from. `view` null: there is none, and the operator could choose. */
export type Beacon = {
  view: BeaconView | null;
  /** The signature of a round, hex, checked; null when it is not out yet or did not come. `nowMs` is the line's clock. */
  ask(round: number, nowMs: number): Promise<string | null>;
};

const answerMs = 2_000;
const roundSchema = z.object({ round: z.number(), signature: z.string() });

/** A beacon that is asked over HTTP as drand answers, at several places at once: the first true answer counts. */
export function httpBeacon(view: BeaconView, urls: string[]): Beacon {
  const askOne = async (url: string, round: number) => {
    const answer = await fetch(`${url}/${view.chainHash}/public/${round}`, {
      signal: AbortSignal.timeout(answerMs),
    });
    const said = roundSchema.parse(await answer.json());
    if (said.round === round && isRoundSigned(view.publicKey, round, said.signature))
      return said.signature;
    throw new Error(`${url} answered round ${round} with what its beacon did not sign`);
  };
  return {
    view,
    async ask(round, nowMs) {
      if (nowMs < timeOfRound(view, round)) return null;
      return Promise.any(urls.map((url) => askOne(url, round))).catch((error: AggregateError) => {
        log.warn({ round, errors: error.errors.map(String) }, 'the beacon did not answer');
        return null;
      });
    },
  };
}

/** A rehearsal of drand beside the site: signs the same way, at the same times, with a key of the site's own. */
export function localBeacon(secret: Uint8Array): Beacon {
  const key = beaconKeyFrom(secret);
  const view: BeaconView = {
    source: 'local',
    scheme,
    chainHash: 'local',
    publicKey: key.publicKey,
    genesisSeconds: quicknet.genesisSeconds,
    periodSeconds: quicknet.periodSeconds,
  };
  return {
    view,
    ask: async (round, nowMs) => (nowMs < timeOfRound(view, round) ? null : key.sign(round)),
  };
}

const noBeacon: Beacon = { view: null, ask: async () => null };

/** The beacon that this site is set up with. */
export const siteBeacon = (): Beacon =>
  singleton('beacon', () => {
    if (env.DRAW_BEACON === 'none') return noBeacon;
    if (env.DRAW_BEACON === 'local') return localBeacon(derivedSecret('local beacon', 'sha384'));
    const urls = env.DRAND_URLS.split(',').map((url) => url.trim().replace(/\/$/, ''));
    return httpBeacon({ source: 'drand', scheme, ...quicknet }, urls);
  });

const heard = () => singleton('beacon:heard', () => new Map<number, string>());
const asked = () => singleton('beacon:asked', () => new Map<number, Promise<void>>());
const heardMax = 100;
const againAfterMs = 300;

/**
 * A round's signature once it is known, without keeping a tick waiting for the network: waits `patienceMs` at most,
 * and the answer is there for one of the next ticks.
 */
export async function hearRound(
  round: number,
  nowMs: number,
  patienceMs: number,
  beacon: Beacon = siteBeacon(),
): Promise<string | null> {
  if (!heard().has(round) && !asked().has(round)) {
    const answer = beacon.ask(round, nowMs).catch(() => null);
    const asking = answer.then(async (signature) => {
      if (heard().size >= heardMax) heard().clear();
      if (signature) heard().set(round, signature);
      else await wait(againAfterMs);
      asked().delete(round);
    });
    asked().set(round, asking);
  }
  const asking = asked().get(round);
  if (asking) await Promise.race([asking, wait(patienceMs, undefined, { ref: false })]);
  return heard().get(round) ?? null;
}
