'use client';

import { useTranslations } from 'next-intl';
import { ApiError } from './client';

/** The sentence for whatever went wrong, in the reader's language. */
export function useRefusalText(): (error: unknown) => string {
  const t = useTranslations('refusals');
  return (error) => {
    const code = error instanceof ApiError && t.has(error.code) ? error.code : 'unknown';
    return t(code, error instanceof ApiError ? error.facts : {});
  };
}
