// Answers for the pages under /tickets/ when there is no network. The pages fill the cache themselves
// (components/ticket/offline.ts); online, nothing is answered from here.
const name = 'openrun-tickets';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(fetch(request).catch(() => kept(request)));
});

async function kept(request) {
  const cache = await caches.open(name);
  const found = await cache.match(request.url, { ignoreVary: true });
  return found ?? Response.error();
}
