'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { io } from 'socket.io-client';
import { api } from '@/components/api/client';
import { usePublicConfig } from '@/components/api/provider';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';
import type { Sale } from '@/server/schedules/schedules.schema';
import { followSale } from './sale-stream';

const pollMs = 1_000;

/** The sale's numbers, a second old at most while the page is looked at; the last known when the line is cut. */
export function useSale(initial: Sale): { sale: Sale; stale: boolean } {
  const { scheduleId } = initial;
  const isStreamed = useSaleStream(scheduleId);
  const { data, isError } = useQuery({
    queryKey: ['sale', scheduleId],
    queryFn: ({ signal }) => api.get<Sale>(`/admin/schedules/${scheduleId}/sale`, { signal }),
    initialData: initial,
    refetchInterval: !isStreamed && pollMs,
    staleTime: 0,
    retry: false,
  });
  return { sale: data, stale: isError && !isStreamed };
}

/** Keeps the sale in the query's cache from the stream. False while the stream is silent: then the query asks. */
function useSaleStream(scheduleId: string): boolean {
  const { realtimeUrl } = usePublicConfig();
  const client = useQueryClient();
  const [isStreamed, setStreamed] = useState(false);
  useEffect(() => {
    const socket = io(`${realtimeUrl}/ops`, { transports: ['websocket'], withCredentials: true });
    return followSale(socket, scheduleId, (sale) => {
      setStreamed(sale !== null);
      if (sale) client.setQueryData(['sale', scheduleId], sale);
    });
  }, [realtimeUrl, scheduleId, client]);
  return isStreamed;
}

type Change = {
  paused?: boolean;
  admissionsPerMinute?: number;
  autoRate?: boolean;
  capacity?: number;
  reason?: string;
  opensAt?: string;
};

/** Changes the schedule of a sale; says so, or why not. */
export function useSteering(scheduleId: string, says: string, then?: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  const refusalText = useRefusalText();
  return useMutation({
    mutationFn: (change: Change) => api.patch(`/admin/schedules/${scheduleId}`, change),
    onSuccess: async () => {
      toast.success(says);
      then?.();
      router.refresh();
      await client.invalidateQueries({ queryKey: ['sale', scheduleId] });
    },
    onError: (error) => toast.error(refusalText(error)),
  });
}
