'use client';

import { useQuery } from '@tanstack/react-query';
import { api, isRefusal } from './client';

export type Me = {
  id: string;
  name: string;
  email: string;
  role: 'FAN' | 'ORGANISER' | 'ADMIN';
  emailVerified: boolean;
};

/** Who is signed in: undefined while unknown, null for nobody. Never part of the page's HTML. */
export function useSession(): Me | null | undefined {
  const query = useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: () =>
      api.get<Me>('/users/me').catch((error: unknown) => {
        if (isRefusal(error, 'sign_in_required')) return null;
        throw error;
      }),
  });
  return query.isError ? null : query.data;
}
