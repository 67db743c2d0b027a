import { BlockList, isIP } from 'node:net';
import { env } from './env';
import { singleton } from './singleton';

type Request = {
  headers: Record<string, string | string[] | undefined>;
  socket: { remoteAddress?: string };
};

/** `::ffff:10.0.0.1` is 10.0.0.1. */
const plain = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** From addresses and CIDR ranges, comma separated; anything else is an error, so that a typo trusts nobody. */
export function parseRanges(list: string, variable: string): BlockList {
  const ranges = new BlockList();
  for (const entry of list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [address = '', bits] = entry.split('/');
    if (!isIP(address)) throw new Error(`${variable}: ${entry} is no address or range`);
    if (bits === undefined) ranges.addAddress(address, family(address));
    else ranges.addSubnet(address, Number(bits), family(address));
  }
  return ranges;
}

export const parseProxies = (list: string): BlockList => parseRanges(list, 'TRUSTED_PROXIES');

const trusted = () => singleton('trusted-proxies', () => parseProxies(env.TRUSTED_PROXIES));

/**
 * The address a request comes from: the peer's, or, as far as trusted proxies vouch for it, the right-most
 * address in X-Forwarded-For that is not one of theirs. What a client writes there itself counts for nothing.
 */
export function clientAddress(request: Request, proxies?: BlockList): string {
  let address = plain(request.socket.remoteAddress ?? '');
  const header = request.headers['x-forwarded-for'];
  if (header === undefined) return address || 'unknown';
  const ours = proxies ?? trusted();
  const hops = String(header).split(',').map(plain).reverse();
  for (const hop of hops) {
    if (!isIP(hop) || !isIP(address) || !ours.check(address, family(address))) break;
    address = hop;
  }
  return address || 'unknown';
}

/**
 * This machine itself (benchmarks, journeys, a proxy beside us that TRUSTED_PROXIES does not name), or nobody
 * knows who: limits by address leave it out, or everyone behind it would share one.
 */
export const standsForMany = (address: string): boolean =>
  address === 'unknown' || address === '::1' || address.startsWith('127.');
