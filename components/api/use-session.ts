'use client';

import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { accountView } from '@/server/users/users.schema';
import { api } from './client';

export type Me = z.infer<typeof accountView>;

/** Who is signed in: undefined while unknown, null for nobody. Never part of the page's HTML. */
export function useSession(): Me | null | undefined {
  const query = useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: async () => (await api.get<{ account: Me | null }>('/users/me')).account,
  });
  return query.isError ? null : query.data;
}
