'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';

/** Goes where one wanted to go, as the person one is now: everything known as somebody else is asked again. */
export function useArrive(): (next: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (next) => {
    await client.resetQueries();
    router.push(next);
    router.refresh();
  };
}
