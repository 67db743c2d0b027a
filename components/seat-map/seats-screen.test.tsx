import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider } from 'next-intl';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { loadMessages } from '@/i18n/catalogue';
import { timeZone } from '@/i18n/locale';
import type { ScheduleDetail } from '@/server/schedules/schedules.schema';
import { SeatsScreen } from './seats-screen';

vi.mock('next/navigation', () => ({ useRouter: () => ({}), usePathname: () => '/' }));

test('grades and prices are in the HTML, before any script and any answer', () => {
  const text = { ko: '봄밤', en: 'Spring Night' };
  const schedule = {
    id: 'a schedule',
    concert: { id: 'a concert', title: text, artist: text },
    venue: { name: text },
    startsAt: '2027-01-01T10:00:00.000Z',
    grades: [{ grade: 'VIP', price: 165_000, seatCount: 2, seatsLeft: 2 }],
  } as ScheduleDetail;
  const messages = loadMessages('ko') as Record<string, never>;
  const html = renderToString(
    <NextIntlClientProvider locale="ko" timeZone={timeZone} messages={messages}>
      <QueryClientProvider client={new QueryClient()}>
        <SeatsScreen schedule={schedule} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  expect(html).toContain('165,000');
  expect(html).toContain('붙어 있는 자리 가운데');
});
