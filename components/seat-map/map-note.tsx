'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import type { SeatMapEngine } from './engine/engine';

type Props = {
  engine: SeatMapEngine;
  seat: number;
  tone?: 'plain' | 'bad';
  /** Gone after this; stays when left out. */
  lastsMs?: number;
  children: ReactNode;
};

/** A few words pinned to a seat: they go where the seat goes. */
export function MapNote({ engine, seat, tone = 'plain', lastsMs, children }: Props) {
  const note = useRef<HTMLDivElement>(null);
  const [isGone, setGone] = useState(false);
  useEffect(
    () =>
      engine.watch(() => {
        const { x, y } = engine.whereIs(seat);
        if (note.current)
          note.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y - 18)}px) translate(-50%, -100%)`;
      }),
    [engine, seat],
  );
  useEffect(() => {
    if (lastsMs === undefined) return;
    const timer = setTimeout(() => setGone(true), lastsMs);
    return () => clearTimeout(timer);
  }, [lastsMs]);
  if (isGone) return null;
  return (
    <div
      ref={note}
      aria-hidden
      className={cn(
        'pointer-events-none absolute top-0 left-0 w-max max-w-64 rounded-md px-3 py-2 text-sm font-semibold shadow-raised',
        tone === 'bad' ? 'bg-bad text-bad-ink' : 'border border-line bg-surface text-ink',
      )}
    >
      {children}
    </div>
  );
}
