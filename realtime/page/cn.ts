/** Joins class names: what the posters ask of the site's own `cn`. */
export const cn = (...names: (string | undefined)[]): string => names.filter(Boolean).join(' ');
