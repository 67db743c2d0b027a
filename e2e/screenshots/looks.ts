/** One way that a page is looked at. */
export type Look = { width: number; locale: 'ko' | 'en'; colorScheme: 'light' | 'dark' };

const widths = [390, 1440];
const locales = ['ko', 'en'] as const;
const colorSchemes = ['light', 'dark'] as const;

const all = widths.flatMap((width) =>
  locales.flatMap((locale) => colorSchemes.map((colorScheme) => ({ width, locale, colorScheme }))),
);

const isQuick = ({ locale, colorScheme }: Look) => (locale === 'ko') === (colorScheme === 'light');

/** All eight, or with SHOTS=quick the four that show every width, language and theme once. */
export const looks: Look[] = process.env.SHOTS === 'quick' ? all.filter(isQuick) : all;

export const nameOf = ({ width, locale, colorScheme }: Look) => `${width}-${locale}-${colorScheme}`;
