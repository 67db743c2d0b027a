/** Where to go after signing in: a path on this site, or home. Whatever leads elsewhere is not followed. */
export function returnPath(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/';
  const here = 'http://openrun.invalid';
  if (!URL.canParse(next, here)) return '/';
  const url = new URL(next, here);
  return url.origin === here ? `${url.pathname}${url.search}${url.hash}` : '/';
}

/** A page's address that comes back to `next`. */
export const withNext = (page: string, next: string): string =>
  next === '/' ? page : `${page}?next=${encodeURIComponent(next)}`;
