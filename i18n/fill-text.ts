import type { Locale } from './locale';

export type TextFacts = Record<string, string | number>;

const plural = /\{(\w+), plural,((?: \w+ \{[^{}]*\})+)\}/g;

/**
 * Fills a text's `{facts}` in, numbers in the reader's way. Of ICU's language it knows one more form, for the pages
 * that load no library: `{count, plural, one {# person} other {# people}}`.
 */
export function fillText(text: string, facts: TextFacts, locale: Locale): string {
  const shown = (fact: string | number | undefined) =>
    typeof fact === 'number' ? new Intl.NumberFormat(locale).format(fact) : (fact ?? '');
  return text
    .replace(plural, (_, name: string, forms: string) => {
      const form = new Intl.PluralRules(locale).select(Number(facts[name]));
      const chosen = formOf(forms, form) ?? formOf(forms, 'other') ?? '';
      return chosen.replaceAll('#', shown(facts[name]));
    })
    .replace(/\{(\w+)\}/g, (_, name: string) => shown(facts[name]));
}

const formOf = (forms: string, form: string) =>
  new RegExp(` ${form} \\{([^{}]*)\\}`).exec(forms)?.[1];
