'use client';

import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';

const refreshMs = 20_000;

/** One's place in the schedule's line, from the realtime process; inside, it carries the pass. */
export function usePlace(scheduleId: string) {
  const { realtimeUrl } = usePublicConfig();
  return useQuery({
    queryKey: ['places', scheduleId],
    staleTime: 0,
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => callQueue(realtimeUrl, scheduleId, '', 'GET', signal),
  });
}

/** More time inside, once the person asks for it. */
export function extendPass(realtimeUrl: string, scheduleId: string): Promise<PlaceView> {
  return callQueue(realtimeUrl, scheduleId, '/extension', 'POST');
}

async function callQueue(
  origin: string,
  scheduleId: string,
  path: string,
  method: 'GET' | 'POST',
  signal?: AbortSignal,
): Promise<PlaceView> {
  const url = `${origin}/api/queue/${scheduleId}/places/me${path}`;
  const response = await fetch(url, { method, credentials: 'include', signal });
  const body = (await response.json().catch(() => ({}))) as PlaceView & { code?: string };
  if (!response.ok) throw new ApiError(response.status, body.code ?? 'service_unavailable');
  return body;
}
