/** Where words go: `y` is the top of the box, or its foot when `foot` is set. */
export type Box = {
  x: number;
  y: number;
  width: number;
  height: number;
  size: number;
  foot?: boolean;
  anchor?: 'start' | 'middle' | 'end';
};
export type Lettering = { size: number; lines: { text: string; y: number }[] };

const leading = 1.06;

/** Width of a text in em, near enough for a heavy Pretendard: nothing measures text on a server. */
export function widthInEm(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/[ᄀ-ᇿ⺀-鿿가-힯＀-￯]/.test(char)) width += 0.9;
    else if (/[A-Z0-9&@%]/.test(char)) width += 0.7;
    else if (/[mwMW—]/.test(char)) width += 0.9;
    else if (/[ .,:;'’!|il·]/.test(char)) width += 0.31;
    else width += 0.58;
  }
  return width;
}

/** The largest size at which the words fit the box, over one to four lines. */
export function fit(text: string, box: Box): Lettering {
  const candidates = [1, 2, 3, 4].map((count) => {
    const lines = balance(text.split(/\s+/), count);
    const widest = Math.max(...lines.map(widthInEm));
    const size = Math.min(box.size, box.width / widest, box.height / (lines.length * leading));
    return { lines, size };
  });
  const best = candidates.reduce((a, b) => (b.size > a.size * 1.04 ? b : a));
  const size = Math.floor(best.size);
  const tall = best.lines.length * size * leading;
  const first = (box.foot ? box.y - tall : box.y) + size * 0.86;
  const lines = best.lines.map((line, i) => ({
    text: line,
    y: Math.round(first + i * size * leading),
  }));
  return { size, lines };
}

/** Splits words over at most `count` lines, the widest as narrow as a greedy fill can make it. */
function balance(words: string[], count: number): string[] {
  const whole = widthInEm(words.join(' '));
  for (let limit = whole / count; ; limit += 0.3) {
    const lines = fill(words, limit);
    if (lines.length <= count) return lines;
  }
}

function fill(words: string[], limit: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const joined = `${last} ${word}`;
    if (last !== undefined && widthInEm(joined) <= limit) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
