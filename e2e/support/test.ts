import {
  test as base,
  expect,
  type APIRequestContext,
  type BrowserContext,
  type Page,
} from '@playwright/test';
import { demoPassword } from '@/server/users/demo';
import { aHallOnSale, type SaleTerms } from './sale';
import { site, type ProgramName } from './site';

export { expect, site };

export type Person = { email: string; password: string; token: string };

let people = 0;

async function tokenFor(request: APIRequestContext, email: string, password: string) {
  const response = await request.post('/api/sessions', { data: { email, password } });
  expect(response.status(), await response.text()).toBe(201);
  return ((await response.json()) as { token: string }).token;
}

/** Signs a person up over the API: for journeys that are about something else. */
async function makeFan(request: APIRequestContext): Promise<Person> {
  const email = `fan-${Date.now().toString(36)}-${process.pid}-${++people}@journey.test`;
  const password = 'a long enough password';
  const data = { email, password, name: '여정 팬' };
  const response = await request.post('/api/users', { data });
  expect(response.status(), await response.text()).toBe(201);
  return { email, password, token: await tokenFor(request, email, password) };
}

/** The cookie that signing in sets. */
export const signInAs = (context: BrowserContext, { token }: Person) =>
  context.addCookies([{ name: 'openrun.session', value: token, url: site.url(), sameSite: 'Lax' }]);

/**
 * The page has gone there by itself. It looks at the address until it is so: a wait for a navigation breaks
 * off when the page begins another one.
 */
export const arriveAt = (page: Page, url: string | RegExp) =>
  expect(page).toHaveURL(url, { timeout: 45_000 });

/** Kills a program as a machine would, and waits until another runs in its place and is ready. */
export async function killAndAwait(name: ProgramName) {
  const before = site.pid(name);
  site.kill(name);
  await runsAnew(name, before);
}

/** Another process runs the program than `before`, and it is ready. */
export async function runsAnew(name: ProgramName, before: number) {
  await expect.poll(() => site.pid(name), { intervals: [100], timeout: 45_000 }).not.toBe(before);
  if (name === 'worker') return;
  const url = name === 'web' ? site.url() : site.realtimeUrl();
  const status = () => fetch(`${url}/readyz`).then((response) => response.status);
  await expect.poll(() => status().catch(() => 0), { timeout: 45_000 }).toBe(200);
}

export type Fixtures = {
  /** Makes a new fan: signed up, not signed in anywhere. */
  newFan: () => Promise<Person>;
  /** The demo's people, with a fresh token each. */
  demo: (name: 'fan' | 'organiser' | 'admin') => Promise<Person>;
  /** Opens a browser of its own for a person; null is a visitor. */
  browserFor: (person: Person | null) => Promise<BrowserContext>;
  /** Puts the small hall on sale for this journey alone. Returns the schedule's id. */
  aSale: (title: string, terms?: SaleTerms) => Promise<string>;
  /** A new fan, in a browser of their own, on the waiting page of a sale. */
  aFanInLine: (scheduleId: string) => Promise<Page>;
  /** A new fan who has come through the line, with the map in front of them. */
  aFanAtTheSeats: (scheduleId: string) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  newFan: async ({ request }, use) => use(() => makeFan(request)),
  demo: async ({ request }, use) => {
    await use(async (name) => {
      const email = `${name}@openrun.test`;
      return { email, password: demoPassword, token: await tokenFor(request, email, demoPassword) };
    });
  },
  browserFor: async ({ browser, contextOptions, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ ...contextOptions, baseURL });
      opened.push(context);
      if (person) await signInAs(context, person);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
  aSale: async ({ request, demo }, use) => {
    await use(async (title, terms) =>
      aHallOnSale({ request, organiser: await demo('organiser') }, title, terms),
    );
  },
  aFanInLine: async ({ newFan, browserFor }, use) => {
    await use(async (scheduleId) => {
      const page = await (await browserFor(await newFan())).newPage();
      await page.goto(`/queue/${scheduleId}`);
      return page;
    });
  },
  aFanAtTheSeats: async ({ aFanInLine }, use) => {
    await use(async (scheduleId) => {
      const page = await aFanInLine(scheduleId);
      await arriveAt(page, `/schedules/${scheduleId}/seats`);
      // The map takes a click once its engine has drawn on it.
      await expect(page.getByRole('application').locator('canvas').first()).toBeVisible();
      return page;
    });
  },
});
