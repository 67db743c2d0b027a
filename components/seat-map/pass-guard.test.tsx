import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider } from 'next-intl';
import { renderToString } from 'react-dom/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RenderedAt } from '@/components/api/use-server-now';
import { loadMessages } from '@/i18n/catalogue';
import { timeZone } from '@/i18n/locale';
import { aRealtime, type Realtime } from '@/realtime/testing';
import { aFan, aSchedule, bearerOf } from '@/server/testing';
import { enterLine, findPlace, joinLine, tendLine } from '@/server/waiting-room';
import { passTime } from '@/server/waiting-room/testing.redis';
import { PassGuard } from './pass-guard';
import { extendPass } from './use-pass';

const now = Date.parse('2026-11-22T11:05:00.000Z');

/** The page of somebody whose pass ends in so many seconds. */
function render(secondsLeft: number, locale: 'ko' | 'en'): string {
  const queries = new QueryClient();
  const pass = { token: 'a pass', expiresAt: new Date(now + secondsLeft * 1_000).toISOString() };
  queries.setQueryData(['places', 'a schedule'], { pass });
  return renderToString(
    <NextIntlClientProvider
      locale={locale}
      timeZone={timeZone}
      messages={loadMessages(locale) as Record<string, never>}
    >
      <RenderedAt value={now}>
        <QueryClientProvider client={queries}>
          <PassGuard scheduleId="a schedule" coming="coming">
            {(token) => token}
          </PassGuard>
        </QueryClientProvider>
      </RenderedAt>
    </NextIntlClientProvider>,
  );
}

test.each([
  ['ko', '좌석을 고를 시간이 곧 끝나요', '시간 늘리기'],
  ['en', 'Your time to choose ends soon', 'More time'],
] as const)(
  'in %s a pass says a minute before its end, politely, that it ends, and offers more time',
  (locale, warning, action) => {
    const silent = render(61, locale);
    expect(silent).toContain('a pass');
    expect(silent).not.toMatch(/role="status"|<button/);
    for (const secondsLeft of [60, 20, 1]) {
      const html = render(secondsLeft, locale);
      expect(html).toMatch(new RegExp(`role="status".*${warning}.*<button.*${action}.*</button>`));
      expect(html).toContain('aria-live="off"'); // the seconds themselves are not read out
    }
  },
);

let realtime: Realtime;
beforeAll(async () => {
  realtime = await aRealtime();
});
afterAll(() => realtime.stop());

test('what the button asks for gives the whole time once more, and the second time says that it was used', async () => {
  const [{ id }, fan] = [await aSchedule(), await aFan()];
  await joinLine(fan, id);
  await tendLine(id);
  await enterLine(fan, id);
  await passTime(id, 30_000);
  const before = await findPlace(fan, id);
  const reach = globalThis.fetch;
  vi.stubGlobal('fetch', (url: string, options: RequestInit) =>
    reach(url, { ...options, headers: bearerOf(fan) }),
  );
  const after = await extendPass(realtime.url, id);
  const longer = Date.parse(after.pass!.expiresAt) - Date.parse(before.pass!.expiresAt);
  expect(longer).toBeGreaterThanOrEqual(30_000);
  await expect(extendPass(realtime.url, id)).rejects.toMatchObject({ code: 'extension_used' });
  vi.unstubAllGlobals();
});
