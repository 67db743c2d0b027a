import { timeZone, type Locale } from '@/i18n/locale';

// Written by hand from numbers: the ICU data of a server and of a phone differ in spaces and
// commas, and a page must come out the same on both. Every show is in Korea, in Korean time.

const days = {
  ko: ['일', '월', '화', '수', '목', '금', '토'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const numeric = new Intl.DateTimeFormat('en-US', {
  timeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

export type Instant = Date | string | number;

function partsOf(instant: Instant) {
  const part: Record<string, number> = {};
  for (const { type, value } of numeric.formatToParts(new Date(instant)))
    part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, hour, minute, second, weekday };
}

/** `11월 22일 (일)` or `Sun, Nov 22`; with the year when asked. */
export function formatDate(instant: Instant, locale: Locale, withYear = false): string {
  const { year, month, day, weekday } = partsOf(instant);
  if (locale === 'ko') {
    const date = [`${month}월`, `${day}일`, `(${days.ko[weekday]})`].join(joined);
    return `${withYear ? `${year}년 ` : ''}${date}`;
  }
  return `${days.en[weekday]}, ${months[month - 1]}${joined}${day}${withYear ? `, ${year}` : ''}`;
}

/** Keeps a line from ending in the middle of a time or a date. */
const joined = '\u00a0';

/** `오후 7시 30분` or `7:30 PM`, which no line breaks. */
export function formatTime(instant: Instant, locale: Locale): string {
  const { hour, minute } = partsOf(instant);
  const twelve = hour % 12 || 12;
  if (locale === 'ko') {
    const half = hour < 12 ? '오전' : '오후';
    return `${half}${joined}${twelve}시${minute ? `${joined}${minute}분` : ''}`;
  }
  return `${twelve}:${String(minute).padStart(2, '0')}${joined}${hour < 12 ? 'AM' : 'PM'}`;
}

export function formatDateTime(instant: Instant, locale: Locale, withYear = false): string {
  const gap = locale === 'ko' ? ' ' : ', ';
  return `${formatDate(instant, locale, withYear)}${gap}${formatTime(instant, locale)}`;
}

/** `2026. 11. 22 – 11. 24`-like range of days: first and last, once when they are the same. */
export function formatDays(first: Instant, last: Instant, locale: Locale): string {
  const from = formatDate(first, locale, true);
  const to = formatDate(last, locale);
  return formatDate(first, locale) === to ? from : `${from} – ${to}`;
}

/** The day of the month and its weekday, for a strip of dates. */
export function dayOf(instant: Instant, locale: Locale) {
  const { month, day, weekday } = partsOf(instant);
  return {
    month: locale === 'ko' ? `${month}월` : months[month - 1]!,
    day: String(day),
    weekday: days[locale][weekday]!,
  };
}

/** `2일 03:04:05` or `2d 03:04:05`; under a day without the days, under an hour `04:05`. */
export function formatLeft(leftMs: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const [d, h] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (d) return `${d}${locale === 'ko' ? '일' : 'd'} ${two(h)}:${clock}`;
  return h ? `${two(h)}:${clock}` : clock;
}
