import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/** Next's link without prefetching: when a sale opens, a page of posters must not ask for a dozen more. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
