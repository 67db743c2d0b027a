import { createHmac } from 'node:crypto';
import { env } from '@/server/platform/env';
import { Mac } from '@/server/platform/mac';
import { singleton } from '@/server/platform/singleton';

/** What a join token says of a place. Whose and in which line it is, whoever checks it already knows. */
export type JoinClaims = { ticket: number; epoch: number; lane: 'general' | 'presale' };

type Holder = { scheduleId: string; accountId: string };

const form = /^(general|presale)\.([1-9]\d{0,6})\.([1-9]\d{0,6})\.([\w-]{43})$/;

/** A key of its own: a join token is never a pass, whatever is put into either. */
const mac = () =>
  singleton('join-token-mac', () => {
    const key = createHmac('sha256', env.PASS_SECRET).update('openrun join token 1').digest();
    return new Mac(key);
  });

const textOf = ({ scheduleId, accountId }: Holder, { lane, ticket, epoch }: JoinClaims): string =>
  `${scheduleId}|${accountId}|${lane}|${ticket}|${epoch}`;

/** Proof of a place that needs nothing kept: what brings it back when Redis lost it. */
export function signJoin(holder: Holder, claims: JoinClaims): string {
  const { lane, ticket, epoch } = claims;
  return `${lane}.${ticket}.${epoch}.${mac().of(textOf(holder, claims))}`;
}

/** What a token says, or null when it is not ours, not this person's or not of this line. Never throws. */
export function verifyJoin(token: string | undefined, holder: Holder): JoinClaims | null {
  const [, lane, ticket, epoch, signature] = form.exec(token ?? '') ?? [];
  if (!signature) return null;
  const claims = { lane: lane as JoinClaims['lane'], ticket: Number(ticket), epoch: Number(epoch) };
  return mac().isOf(textOf(holder, claims), signature) ? claims : null;
}
