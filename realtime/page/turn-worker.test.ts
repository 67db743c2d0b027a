import { expect, test, vi } from 'vitest';

type Listener = (event: unknown) => void;

/** The worker's own world, with these pages open: what it does there is noted. */
async function aWorker(urls: string[]) {
  const listeners = new Map<string, Listener>();
  const done: string[] = [];
  const pages = urls.map((url) => ({ url, focus: async () => done.push(`focused ${url}`) }));
  const matchAll = async ({ includeUncontrolled }: { includeUncontrolled: boolean }) =>
    includeUncontrolled ? pages : [];
  vi.stubGlobal('self', {
    addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    clients: { matchAll, openWindow: async (path: string) => done.push(`opened ${path}`) },
  });
  vi.resetModules();
  await import('./turn-worker');
  return async function click(tag: string) {
    let work: Promise<unknown> | undefined;
    listeners.get('notificationclick')!({
      notification: { tag, close: () => done.push('closed') },
      waitUntil: (promise: Promise<unknown>) => (work = promise),
    });
    await work;
    return done;
  };
}

test('a click on a notification brings the line’s own page to the front', async () => {
  const pages = ['https://o.test/queue/other', 'https://o.test/queue/mine?x', 'https://o.test/'];
  const click = await aWorker(pages);
  expect(await click('mine')).toEqual(['closed', 'focused https://o.test/queue/mine?x']);
});

test('a click opens the page where the browser has closed it', async () => {
  const click = await aWorker(['https://o.test/schedules/mine/seats']);
  expect(await click('mine')).toEqual(['closed', 'opened /queue/mine']);
});
