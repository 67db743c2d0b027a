'use client';

import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A text that this device remembers; `fallback` until it is known, and where nothing may be stored. */
export function useKept(name: string, fallback: string): [string, (value: string) => void] {
  const key = `door:${name}`;
  const read = () => {
    try {
      return localStorage.getItem(key) ?? fallback;
    } catch {
      return fallback;
    }
  };
  const value = useSyncExternalStore(subscribe, read, () => fallback);
  const keep = useCallback(
    (next: string) => {
      try {
        localStorage.setItem(key, next);
      } catch {
        // A device that stores nothing asks again after a reload.
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, keep];
}
