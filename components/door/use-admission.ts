'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '@/components/api/client';
import type { Admission } from '@/server/tickets/tickets.schema';
import { admitted, refused, tones, type Outcome } from './outcome';
import { signal } from './signal';

export type Result = { id: number; at: Date; outcome: Outcome };

const resultsKept = 20;
/** A welcome goes away by itself; anything else waits for the staff's eye. */
const welcomeMs = 2_500;
/** The camera sees a code ten times before the phone is lowered: the same one counts again after this. */
const sameCodeMs = 4_000;

/** Admits tickets one at a time, and keeps the last results with the newest on show. */
export function useAdmission(door: { scheduleId: string; gate: string }) {
  const [results, setResults] = useState<Result[]>([]);
  const [shown, setShown] = useState<Result | null>(null);
  const client = useQueryClient();
  const last = useRef({ code: '', atMs: 0 });
  const settle = (outcome: Outcome) => {
    signal(tones[outcome.kind]);
    last.current.atMs = Date.now();
    const result = { id: last.current.atMs, at: new Date(), outcome };
    setShown(result);
    setResults((before) => [result, ...before].slice(0, resultsKept));
    void client.invalidateQueries({ queryKey: ['doors', door.scheduleId] });
  };
  const { mutate, isPending } = useMutation({
    mutationFn: (code: string) =>
      api.post<Admission>(`/doors/${door.scheduleId}/admissions`, { code, gate: door.gate }),
    onSuccess: (admission) => settle(admitted(admission)),
    onError: (error) => settle(refused(error)),
  });
  useEffect(() => {
    if (shown?.outcome.kind !== 'admitted') return;
    const timer = setTimeout(() => setShown(null), welcomeMs);
    return () => clearTimeout(timer);
  }, [shown]);
  const admit = (code: string) => {
    if (isPending || !door.gate) return;
    last.current = { code, atMs: Date.now() };
    mutate(code);
  };
  /** From the camera, which repeats itself. */
  const admitSeen = (code: string) => {
    const { code: before, atMs } = last.current;
    if (code === before && Date.now() - atMs < sameCodeMs) last.current.atMs = Date.now();
    else admit(code);
  };
  return { results, shown, isPending, admit, admitSeen, dismiss: () => setShown(null) };
}
