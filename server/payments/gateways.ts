import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';
import type { CardGateway } from './gateway';
import { tossGateway } from './toss';

/** The gateway that cards are paid through, or null where none is set up: cards are not offered then. */
export function cardGateway(): CardGateway | null {
  return singleton('card-gateway', makeGateway);
}

/** The sandbox speaks Toss's API, so the adapter that a real site runs is the one that is rehearsed with. */
function makeGateway(): CardGateway | null {
  const { PAYMENT_GATEWAY: provider, TOSS_API_URL, TOSS_SECRET_KEY } = env;
  if (provider === 'none') return null;
  return tossGateway({
    provider,
    url: TOSS_API_URL.replace(/\/$/, ''),
    secretKey: TOSS_SECRET_KEY,
  });
}
