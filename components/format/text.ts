import type { Locale, Text } from '@/i18n/locale';

/** The catalogue's text in the reader's language; the other one where it is empty. */
export function textIn(text: Text, locale: Locale): string {
  return text[locale] || text[locale === 'ko' ? 'en' : 'ko'];
}
