'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { toast } from '@/components/ui/toast';
import type { Sale } from '@/server/schedules/schedules.schema';

const pollMs = 1_000;

/** The sale's numbers, a second old at most while the page is looked at; the last known when the line is cut. */
export function useSale(initial: Sale): { sale: Sale; stale: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['sale', initial.scheduleId],
    queryFn: ({ signal }) =>
      api.get<Sale>(`/admin/schedules/${initial.scheduleId}/sale`, { signal }),
    initialData: initial,
    refetchInterval: pollMs,
    staleTime: 0,
    retry: false,
  });
  return { sale: data, stale: isError };
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
