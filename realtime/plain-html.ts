/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = Markup | Markup[] | string | number | null | false;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const asText = (value: Value): string => {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(({ text }) => text).join('');
  return value === null || value === false ? '' : escapeHtml(String(value));
};

/** A template whose values are escaped, except those that are templates themselves. */
export const markup = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(parts.reduce((all, part, at) => all + asText(values[at - 1] ?? null) + part));
