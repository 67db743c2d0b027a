import {
  test as base,
  expect,
  type APIRequestContext,
  type BrowserContext,
} from '@playwright/test';
import { demoPassword } from '@/server/users/demo';
import { site } from './site';

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

type Fixtures = {
  /** Makes a new fan: signed up, not signed in anywhere. */
  newFan: () => Promise<Person>;
  /** The demo's people, with a fresh token each. */
  demo: (name: 'fan' | 'organiser' | 'admin') => Promise<Person>;
  /** Opens a browser of its own for a person; null is a visitor. */
  browserFor: (person: Person | null) => Promise<BrowserContext>;
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
});
