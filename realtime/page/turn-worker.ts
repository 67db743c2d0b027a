/**
 * Phones show notifications through a service worker only. This one does nothing else: it keeps no page and answers no
 * request. A click on a notification, whose tag is the schedule, brings that line's page back to the front.
 */
type Page = { url: string; focus(): Promise<unknown> };
type Click = { notification: Notification; waitUntil(work: Promise<unknown>): void };
/** What a service worker has and a page has not; types of both do not go together. */
export type TurnWorker = {
  clients: {
    matchAll(which: { type: 'window'; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(path: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install', act: () => void): void;
  addEventListener(name: 'notificationclick', act: (event: Click) => void): void;
};
const worker = self as unknown as TurnWorker;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(`/queue/${event.notification.tag}`));
});

/** The page was open before the worker was there, so it is none that the worker controls. */
async function show(path: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname.startsWith(path));
  await (page ? page.focus() : worker.clients.openWindow(path));
}
