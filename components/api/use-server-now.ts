'use client';

import { createContext, useContext, useSyncExternalStore } from 'react';
import { serverClock } from './server-clock';

// One timer for all countdowns, on the server's full seconds: they all tick together.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function schedule() {
  const now = serverClock.now();
  timer = setTimeout(tick, 1000 - (now % 1000) + 5);
}

function tick() {
  for (const listener of listeners) listener();
  schedule();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (listeners.size === 1) schedule();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/** When the page was rendered: what hydration has to repeat. */
export const RenderedAt = createContext(0);

/** The server's time in ms at the last full second; while hydrating, when the page was rendered. */
export function useServerNow(): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(serverClock.now() / 1000) * 1000,
    () => renderedAt,
  );
}
