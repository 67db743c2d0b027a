/** Where to go after signing in: a path on this site, or home. Whatever leads elsewhere is not followed. */
export function returnPath(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/';
  const here = 'http://openrun.invalid';
  if (!URL.canParse(next, here)) return '/';
  const url = new URL(next, here);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//elsewhere` is normalised to a path that a browser reads as another host.
  return url.origin === here && !path.startsWith('//') ? path : '/';
}

/** A page's address that comes back to `next`. */
export const withNext = (page: string, next: string): string =>
  next === '/' ? page : `${page}?next=${encodeURIComponent(next)}`;
