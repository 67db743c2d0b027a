import { StartError } from '@/scripts/lib/say';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address that a crowd is sent to. One that is not this machine is refused unless whoever runs it says that it is
 * theirs: ten thousand people at somebody else's door are an attack.
 */
export function requireOwnTarget(address: string, isOwned: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'http:') throw new StartError(`"${address}" is not an http:// address.`);
  requireOwnHost(url, isOwned);
  return url;
}

/** The same of a store that people are put into: its URL's host, none for a socket of this machine. */
export function requireOwnHost({ host, hostname }: URL, isOwned: boolean): void {
  if (hostname === '' || loopback.test(hostname) || isOwned) return;
  throw new StartError(
    `${host} is not this machine. A crowd is sent to nobody else's site: say --i-own-this-target if it is yours.`,
  );
}
