import type { BlockList } from 'node:net';
import { parseRanges, standsForMany } from '@/server/platform/address';
import { env } from '@/server/platform/env';
import { singleton } from '@/server/platform/singleton';

/**
 * Where Korea's three mobile networks put thousands of phones behind a few addresses, and everybody's carrier-grade
 * NAT (RFC 6598). A start, not a register: `SHARED_RANGES` adds what an operator sees in its own traffic.
 */
const carriers = [
  '100.64.0.0/10',
  '223.32.0.0/11', // SK Telecom
  '39.7.0.0/16', // KT
  '110.70.0.0/16',
  '118.235.0.0/16',
  '175.223.0.0/16',
  '106.101.0.0/16', // LG U+
  '106.102.0.0/16',
  '117.111.0.0/16',
];

const shared = (): BlockList =>
  singleton('shared-ranges', () =>
    parseRanges([...carriers, env.SHARED_RANGES].join(','), 'SHARED_RANGES'),
  );

/** What one customer of a network usually has, and what one bot can change its address within. */
export type Range = {
  /** `203.0.113.0/24` or `2001:db8:0:ab00::/56`; null for this machine, which stands for many. */
  name: string | null;
  /** Thousands of phones share it: it is only ever slowed. */
  isShared: boolean;
};

const nowhere: Range = { name: null, isShared: true };

/** The range that an address counts for: /24 of IPv4, /56 of IPv6. */
export function rangeOf(address: string): Range {
  if (standsForMany(address)) return nowhere;
  if (!address.includes(':')) {
    const name = `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
    return { name, isShared: shared().check(address, 'ipv4') };
  }
  const plain = address.split('%', 1)[0]!;
  const groups = groupsOf(plain);
  if (!groups) return nowhere;
  const [a, b, c, d] = groups as [number, number, number, number];
  const name = `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`;
  return { name, isShared: shared().check(plain, 'ipv6') };
}

/** The first four groups of an IPv6 address, however it is shortened; null for what is none. */
function groupsOf(address: string): number[] | null {
  const [head = '', tail] = address.split('::');
  const numbers = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map((text) => parseInt(text, 16));
  const front = numbers(head);
  const back = tail === undefined ? [] : numbers(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<number>(zeros).fill(0), ...back].slice(0, 4);
  return groups.length === 4 && groups.every((group) => group >= 0 && group <= 0xffff)
    ? groups
    : null;
}
