'use client';

import { useEffect } from 'react';

const cacheName = 'openrun-tickets';

/** Keeps an opened ticket on the device: its page, its data, and the scripts, styles and fonts it uses. */
export function useKeepOffline(ticketId: string, loaded: boolean): void {
  useEffect(() => {
    if (loaded) void keep(ticketId).catch(() => undefined);
  }, [ticketId, loaded]);
}

async function keep(ticketId: string): Promise<void> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  await navigator.serviceWorker.register('/sw-tickets.js', { scope: '/tickets/' });
  const assets = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.includes('/_next/static/'));
  const cache = await caches.open(cacheName);
  const fresh = [`/tickets/${ticketId}`, `/api/tickets/${ticketId}`];
  const missing = await Promise.all(
    [...new Set(assets)].map(async (url) => ((await cache.match(url)) ? [] : [url])),
  );
  // One by one: an asset that is gone must not cost the others.
  await Promise.allSettled([...fresh, ...missing.flat()].map((url) => cache.add(url)));
}

/** Nothing of the person stays on the device after signing out. */
export async function dropOfflineTickets(): Promise<void> {
  if ('caches' in window) await caches.delete(cacheName).catch(() => false);
}
