'use client';

import { useEffect } from 'react';
import { ticketsOfPath } from '@/components/api/queries';

const cacheName = 'openrun-tickets';

/**
 * Keeps the tickets of an opened reservation on the device: their pages and data, and the scripts, styles
 * and fonts that they use.
 */
export function useKeepOffline(reservationId: string | undefined, ticketIds: string[]): void {
  const ids = ticketIds.join();
  useEffect(() => {
    if (reservationId && ids) void keep(reservationId, ids.split(',')).catch(() => undefined);
  }, [reservationId, ids]);
}

async function keep(reservationId: string, ticketIds: string[]): Promise<void> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  await navigator.serviceWorker.register('/sw-tickets.js', { scope: '/tickets/' });
  const assets = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.includes('/_next/static/'));
  const cache = await caches.open(cacheName);
  const fresh = ticketIds.flatMap((id) => [`/tickets/${id}`, `/api/tickets/${id}`]);
  fresh.push(`/api${ticketsOfPath(reservationId)}`);
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
