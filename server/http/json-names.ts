/** A string of JSON and, behind a name, its colon. Strings are taken whole, so a colon inside one is none. */
const strings = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Whether an object in this JSON has a name twice: then the text has more names than what is parsed of it. A text that is
 * no JSON has none: it is refused as such. With a single colon there is nothing to parse.
 */
export function repeatsName(text: string): boolean {
  if (text.indexOf(':') === text.lastIndexOf(':')) return false;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return false;
  }
  let names = 0;
  for (const [, colon] of text.matchAll(strings)) if (colon) names++;
  return countNames(parsed) !== names;
}

/** Not by recursion: 64 kB hold brackets enough to overflow a stack. */
function countNames(parsed: unknown): number {
  const left = [parsed];
  let names = 0;
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside: unknown[] = Object.values(value);
    if (!Array.isArray(value)) names += inside.length;
    for (const each of inside) left.push(each);
  }
  return names;
}
