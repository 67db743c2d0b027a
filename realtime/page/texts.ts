import { fillText, type TextFacts } from '@/i18n/fill-text';
import type { Locale } from '@/i18n/locale';

type Messages = { [key: string]: string | Messages };

const data = JSON.parse(document.getElementById('messages')!.textContent) as Messages;

export const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'ko';

/** A text of the catalogue, by its path (`waiting.title`), with its `{facts}` filled in. */
export function t(path: string, facts: TextFacts = {}): string {
  let found: string | Messages | undefined = data;
  for (const part of path.split('.')) found = typeof found === 'object' ? found[part] : undefined;
  if (typeof found !== 'string') return path;
  return fillText(found, facts, locale);
}

const numbers = new Intl.NumberFormat(locale);
export const count = (value: number): string => numbers.format(value);
