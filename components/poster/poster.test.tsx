import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fit, widthInEm, type Box } from './lettering';
import { palettes } from './palettes';
import { Poster } from './poster';

const draw = (seed: string, title = '밤의 항해', artist = '윤슬') =>
  renderToStaticMarkup(<Poster seed={seed} title={title} artist={artist} label="poster" />);

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.039 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [high, low] = [light(a), light(b)].toSorted((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

describe('a poster', () => {
  it('is the same for the same seed and another for another', () => {
    expect(draw('one')).toBe(draw('one'));
    const drawings = Array.from({ length: 50 }, (_, i) => draw(`seed-${i}`));
    expect(new Set(drawings).size).toBeGreaterThan(45);
  });

  it('stays small enough to be part of a page', () => {
    for (let i = 0; i < 50; i++) expect(draw(`seed-${i}`).length).toBeLessThan(6_000);
  });

  it('draws any title, however odd', () => {
    for (const title of ['', '가', 'A'.repeat(120), '아주 긴 제목이 '.repeat(12), '<b>&"']) {
      for (let i = 0; i < 20; i++) {
        const drawing = draw(`odd-${i}`, title);
        expect(drawing).not.toMatch(/NaN|Infinity|undefined|<b>/);
      }
    }
  });

  it('has words that can be read on its ground', () => {
    for (const { ink, ground } of palettes) expect(contrast(ink, ground)).toBeGreaterThan(4.5);
  });
});

describe('lettering', () => {
  const box: Box = { x: 0, y: 0, width: 520, height: 200, size: 130 };

  it('keeps every line within its box', () => {
    for (const text of [
      '첫눈',
      'THE LAST ORBIT',
      '한여름 재즈 페스티벌 2026 서울',
      'Winterreise',
    ]) {
      const { size, lines } = fit(text, box);
      expect(lines.map(({ text: line }) => line).join(' ')).toBe(text);
      for (const line of lines) expect(widthInEm(line.text) * size).toBeLessThanOrEqual(box.width);
      expect(lines.length * size * 1.06).toBeLessThanOrEqual(box.height + 1);
    }
  });
});
