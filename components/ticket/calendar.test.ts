import { describe, expect, it } from 'vitest';
import { toCalendar } from './calendar';

const show = {
  id: 't1',
  startsAt: '2026-12-05T10:30:00.000Z',
  minutes: 110,
  title: '밤의 항해; 윤슬, 서울',
  place: '한강 아레나, 서울 송파구 올림픽로 25 아주 긴 주소가 이어지는 곳의 지하 이층',
  notes: 'VIP석\n1층 A구역',
};

describe('a ticket in a calendar', () => {
  it('starts and ends in UTC', () => {
    const text = toCalendar(show);
    expect(text).toContain('DTSTART:20261205T103000Z\r\n');
    expect(text).toContain('DTEND:20261205T122000Z\r\n');
  });

  it('escapes what would end a value', () => {
    expect(toCalendar(show)).toContain('SUMMARY:밤의 항해\\; 윤슬\\, 서울');
    expect(toCalendar(show)).toContain('DESCRIPTION:VIP석\\n1층 A구역');
  });

  it('folds lines at 75 octets and loses nothing', () => {
    const lines = toCalendar(show).split('\r\n');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const unfolded = toCalendar(show).replaceAll('\r\n ', '');
    expect(unfolded).toContain(show.place.replace(',', '\\,'));
  });
});
