'use client';

import { useQuery } from '@tanstack/react-query';
import { ApiError, errorOf } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { serverClock } from '@/components/api/server-clock';
import { useSession } from '@/components/api/use-session';
import type { DrawView, PlaceProof, ReceiptView } from '@/server/waiting-room/draw/draw.schema';
import { remember, type Seen } from './remember';

/** The waiting room's calls go to realtime, where the crowd is. */
export const queueUrl = (origin: string, scheduleId: string, path: string) =>
  `${origin}/api/queue/${scheduleId}${path}`;

async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { credentials: 'include', signal });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

export const askReceipt = (origin: string, scheduleId: string) =>
  ask<ReceiptView>(queueUrl(origin, scheduleId, '/places/me/receipt'));

const watchMs = { near: 1_000, far: 15_000 };
const nearMs = 60_000;

/** The draw, looked at every second around the opening, and not any more once it is made. */
export function useDraw(scheduleId: string) {
  const { realtimeUrl } = usePublicConfig();
  return useQuery({
    queryKey: ['draws', scheduleId],
    queryFn: ({ signal }) => ask<DrawView>(queueUrl(realtimeUrl, scheduleId, '/draw'), signal),
    refetchInterval: ({ state: { data } }) => {
      if (!data || data.result || data.state === 'nobody') return false;
      return Date.parse(data.freezesAt) - Date.now() < nearMs ? watchMs.near : watchMs.far;
    },
  });
}

/** That I am in the list; asked for once it is closed, and once more when it is drawn. */
export function useProof(scheduleId: string, draw: DrawView | undefined) {
  const { realtimeUrl } = usePublicConfig();
  const session = useSession();
  const query = useQuery({
    queryKey: ['draws', scheduleId, 'proof', draw?.state],
    enabled: Boolean(session && draw?.list),
    staleTime: Infinity,
    retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status < 500),
    queryFn: ({ signal }) =>
      ask<PlaceProof>(queueUrl(realtimeUrl, scheduleId, '/places/me/proof'), signal),
  });
  return { ...query, isSignedOut: session === null };
}

/** The checks, run here: the part that knows the curves is loaded only for this. */
export function useCheck(draw: DrawView | undefined, proof: PlaceProof | undefined) {
  return useQuery({
    queryKey: ['draws', 'check', draw, proof],
    enabled: draw !== undefined,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => (await import('./check-place')).checkPlace(draw!, proof ?? null),
  });
}

/** What this browser was shown first of the draw; nothing until it has looked. */
export function useSeen(draw: DrawView | undefined): Seen | null {
  const query = useQuery({
    queryKey: ['draws', 'seen', draw],
    enabled: draw !== undefined,
    staleTime: Infinity,
    queryFn: () => remember(draw!, new Date(serverClock.now())),
  });
  return query.data ?? null;
}
