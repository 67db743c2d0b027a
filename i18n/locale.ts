// The two languages, and what picks between them. Safe in a browser.

export const locales = ['ko', 'en'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'ko';
export const localeCookie = 'locale';
export const timeZone = 'Asia/Seoul';

export type Text = { ko: string; en: string };

export function toLocale(value: string | undefined | null): Locale {
  return locales.find((locale) => locale === value) ?? defaultLocale;
}
