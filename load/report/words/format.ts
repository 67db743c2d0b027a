/** Figures as people read them, the same in every language but for words: groups of thousands, few digits. */

const group = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimals = (digits: number) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: digits });

/** Whole from 100 on, one digit from 10 on, else two. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return group.format(value);
  return decimals(size >= 10 ? 1 : 2).format(value);
}

/** Never 100 where it is not: what is left to 100 shows, down to a thousandth. */
export function percent(value: number): string {
  if (value === 100 || value < 99) return `${decimals(1).format(value)} %`;
  return `${decimals(3).format(Math.min(value, 99.999))} %`;
}

/** On an axis or in a table: from the opening, such as 1:05 or −0:30. */
export function clock(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const minutes = Math.floor(whole / 60);
  const sign = seconds < 0 && whole > 0 ? '−' : '';
  return `${sign}${minutes}:${String(whole % 60).padStart(2, '0')}`;
}

/** Two units at most: 1 h 5 min, 7 min 12 s, 12 s, 3.4 s. */
export function duration(seconds: number, units: { h: string; min: string; s: string }): string {
  if (seconds < 10) return `${decimals(1).format(seconds)}${units.s}`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 3_600), units.h],
    [Math.floor((whole % 3_600) / 60), units.min],
    [whole % 60, units.s],
  ];
  const from = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(from, from + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${unit}`)
    .join('\u00a0');
}
