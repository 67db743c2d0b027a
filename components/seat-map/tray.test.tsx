import { NextIntlClientProvider } from 'next-intl';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { loadMessages } from '@/i18n/catalogue';
import { timeZone } from '@/i18n/locale';
import { Orphaned } from './tray';

test.each([
  ['ko', '홀로 남아요'],
  ['en', 'would be left alone'],
])('a seat that would be left alone is named beside the choice: %s', (locale, words) => {
  const render = (orphans: string) =>
    renderToString(
      <NextIntlClientProvider
        locale={locale}
        timeZone={timeZone}
        messages={loadMessages(locale as 'ko')}
      >
        <Orphaned orphans={orphans} />
      </NextIntlClientProvider>,
    );
  expect(render('B 3 12')).toMatch(new RegExp(`role="status".*B 3 12.*${words}`));
  expect(render('')).not.toContain(words);
});
