/** An instant to the second, in Korean time: what a draw is about happens within seconds. */
export const timeToTheSecond = (iso: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ timeZone: 'Asia/Seoul', month: 'short', day: 'numeric', weekday: 'short' },
    ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
  }).format(new Date(iso));
