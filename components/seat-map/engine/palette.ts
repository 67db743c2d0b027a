import { type Grade, grades } from '@/server/venues/layout.schema';

/** The site's tokens as the canvas needs them. A theme change makes a new one. */
export type Palette = {
  background: string;
  surface: string;
  ink: string;
  muted: string;
  edge: string;
  gone: string;
  accent: string;
  accentInk: string;
  bad: string;
  warn: string;
  stage: string;
  stageInk: string;
  grade: Record<Grade, string>;
  /** The ground under the seats of a section. */
  tint: Record<Grade, string>;
  /** Letters on a seat of the grade. */
  letter: Record<Grade, string>;
};

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const background = token('sunken');
  const isDark = lightness(background) < 0.2;
  const eachGrade = (paint: (color: string) => string) =>
    Object.fromEntries(
      grades.map((grade) => [grade, paint(token(`grade-${grade.toLowerCase()}`))]),
    ) as Record<Grade, string>;
  return {
    background,
    surface: token('surface'),
    ink: token('ink'),
    muted: token('muted'),
    edge: token('edge'),
    gone: token('grade-gone'),
    accent: token('accent'),
    accentInk: token('accent-ink'),
    bad: token('bad'),
    warn: token('warn'),
    stage: mix(background, token('ink'), isDark ? 0.22 : 0.82),
    stageInk: isDark ? token('muted') : background,
    grade: eachGrade((color) => color),
    tint: eachGrade((color) => mix(token('surface'), color, 0.16)),
    letter: eachGrade((color) => (lightness(color) > 0.25 ? '#16161a' : '#ffffff')),
  };
}

/** `share` of `b` in `a`; both #rgb or #rrggbb. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [channels(a), channels(b)];
  const mixed = from.map((value, i) => Math.round(value + (to[i] - value) * share));
  return `rgb(${mixed.join(' ')})`;
}

function lightness(color: string): number {
  const [red, green, blue] = channels(color).map((value) => (value / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(hex: string): number[] {
  const digits = hex.replace('#', '');
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16) || 0);
}
