import type { Locale } from '@/i18n/locale';

const joined = '\u00a0';

/** `42초`, `8분 5초`, `1시간 2분`, or `42 s`, `8 min 5 s`, `1 h 2 min`: how long something takes, in two units at most. */
export function formatSpan(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.round(seconds / 60);
  const parts: [number, 'h' | 'min' | 's'][] =
    seconds < 3_600
      ? [
          [Math.floor(seconds / 60), 'min'],
          [seconds % 60, 's'],
        ]
      : [
          [Math.floor(minutes / 60), 'h'],
          [minutes % 60, 'min'],
        ];
  const told = parts.filter(([value]) => value > 0);
  return (told.length > 0 ? told : [[0, 's'] as const])
    .map(([value, unit]) =>
      locale === 'ko' ? `${value}${korean[unit]}` : `${value}${joined}${unit}`,
    )
    .join(joined);
}

const korean = { h: '시간', min: '분', s: '초' };
