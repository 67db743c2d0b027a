export type Appointment = {
  id: string;
  startsAt: string;
  minutes: number;
  title: string;
  place: string;
  notes: string;
};

/** An iCalendar file (RFC 5545) of one show, with a reminder three hours before. */
export function toCalendar({ id, startsAt, minutes, title, place, notes }: Appointment): string {
  const start = new Date(startsAt);
  const end = new Date(start.getTime() + minutes * 60_000);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Openrun//Tickets//EN',
    'BEGIN:VEVENT',
    `UID:${id}@openrun`,
    `DTSTAMP:${stamp(new Date())}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escape(title)}`,
    `LOCATION:${escape(place)}`,
    `DESCRIPTION:${escape(notes)}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escape(title)}`,
    'TRIGGER:-PT3H',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .flatMap(fold)
    .join('\r\n')
    .concat('\r\n');
}

const stamp = (instant: Date) => instant.toISOString().replace(/[-:]|\.\d+/g, '');

const escape = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

/** Lines end at 75 octets; what follows starts with a space. Hangul takes three octets. */
function fold(line: string): string[] {
  const lines = [''];
  for (const char of line) {
    const last = lines.length - 1;
    const joined = lines[last]! + char;
    if (new TextEncoder().encode(joined).length <= 73) lines[last] = joined;
    else lines.push(` ${char}`);
  }
  return lines;
}
