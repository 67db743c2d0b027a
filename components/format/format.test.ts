import { describe, expect, it } from 'vitest';
import { formatWon } from './money';
import { concertState, saleState } from './sale';
import { nameSeat } from './seat';
import { formatSpan } from './span';
import { dayOf, formatDateTime, formatDays, formatLeft } from './time';

// 23:30 in Korea is the day before in UTC minus nothing, and the next day after half an hour.
const late = '2026-12-05T14:30:00.000Z';
const next = '2026-12-05T15:00:00.000Z';

describe('money', () => {
  it('has its unit and its groups in both languages', () => {
    expect(formatWon(1_320_000, 'ko')).toBe('1,320,000원');
    expect(formatWon(-5_000, 'en')).toBe('−₩5,000');
    expect(formatWon(0, 'ko')).toBe('0원');
  });
});

/** With spaces that no line breaks at for `_`. */
const held = (text: string) => text.replaceAll('_', '\u00a0');

describe('times', () => {
  it('are told in Korean time with the weekday, and stay on one line', () => {
    expect(formatDateTime(late, 'ko')).toBe(held('12월_5일_(토) 오후_11시_30분'));
    expect(formatDateTime(next, 'ko', true)).toBe(held('2026년 12월_6일_(일) 오전_12시'));
    expect(formatDateTime(next, 'en')).toBe(held('Sun, Dec_6, 12:00_AM'));
    expect(dayOf(next, 'en')).toEqual({ month: 'Dec', day: '6', weekday: 'Sun' });
  });

  it('name one day once and two days as a range', () => {
    expect(formatDays(next, next, 'ko')).toBe(held('2026년 12월_6일_(일)'));
    expect(formatDays(late, next, 'en')).toBe(held('Sat, Dec_5, 2026 – Sun, Dec_6'));
  });

  it('count down to the second and never below nothing', () => {
    expect(formatLeft(2 * 86_400_000 + 3_661_000, 'ko')).toBe('2일 01:01:01');
    expect(formatLeft(3_599_001, 'en')).toBe('01:00:00');
    expect(formatLeft(59_000, 'en')).toBe('00:59');
    expect(formatLeft(-1, 'en')).toBe('00:00');
  });
});

describe('the state of a sale', () => {
  const sale = {
    cancelledAt: null,
    lobbyOpensAt: '2026-12-01T10:30:00.000Z',
    opensAt: '2026-12-01T11:00:00.000Z',
    closesAt: '2026-12-05T11:00:00.000Z',
    seatsLeft: 3,
  };
  const at = (instant: string, change = {}) =>
    saleState({ ...sale, ...change }, Date.parse(instant));

  it('goes from soon through the lobby and the sale to its end', () => {
    expect(at('2026-12-01T10:29:59.999Z')).toBe('soon');
    expect(at(sale.lobbyOpensAt)).toBe('lobby');
    expect(at(sale.opensAt)).toBe('open');
    expect(at(sale.opensAt, { seatsLeft: 0 })).toBe('soldOut');
    expect(at(sale.closesAt)).toBe('over');
    expect(at(sale.opensAt, { cancelledAt: sale.opensAt })).toBe('cancelled');
  });
});

describe('the state of a concert', () => {
  const now = Date.parse('2026-12-01T12:00:00.000Z');
  const hours = (count: number) => new Date(now + count * 3_600_000).toISOString();
  const date = (opensIn: number, seatsLeft: number, closesIn = 100) => ({
    ...{ cancelledAt: null, lobbyOpensAt: hours(opensIn - 1), opensAt: hours(opensIn) },
    ...{ closesAt: hours(closesIn), seatsLeft, seatCount: 100 },
  });

  it('is that of its dates on sale, then of the next to open', () => {
    expect(concertState([date(-1, 0), date(-1, 60)], now)).toBe('open');
    expect(concertState([date(-1, 0), date(-1, 19)], now)).toBe('few');
    expect(concertState([date(-1, 0), date(5, 100)], now)).toBe('soldOut');
    expect(concertState([date(-9, 50, -1), date(5, 100)], now)).toBe('soon');
    expect(concertState([date(-9, 50, -1)], now)).toBe('over');
    expect(concertState([], now)).toBe('over');
  });
});

describe('the name of a seat', () => {
  const row = (name: string, firstSeat: number, numbers: [number, number]) => ({
    name,
    firstSeat,
    numbers,
    xs: [],
    ys: [],
  });
  const section = (name: string, firstSeat: number, rows: ReturnType<typeof row>[]) => ({
    ...{ id: name, name, floorId: 'f', grade: 'R' as const, outline: [], seatCount: 4 },
    ...{ firstSeat, rows },
  });
  const layout = {
    ...{ width: 1, height: 1, stage: { outline: [], label: { ko: '무대', en: 'Stage' } } },
    floors: [{ id: 'f', name: { ko: '1층', en: 'Floor 1' } }],
    sections: [
      section('A', 0, [row('1', 0, [1, 1]), row('2', 2, [1, 1])]),
      section('B', 4, [row('1', 4, [20, -2])]),
    ],
  };

  it('is found from its index, in the numbers of its row', () => {
    expect(nameSeat(layout, 3)).toMatchObject({ section: 'A', row: '2', number: 2 });
    expect(nameSeat(layout, 6)).toMatchObject({ section: 'B', row: '1', number: 16 });
    expect(nameSeat({ ...layout, sections: [] }, 0)).toBeNull();
  });
});

describe('spans', () => {
  it('are told in two units at most, on one line', () => {
    expect(formatSpan(0, 'ko')).toBe('0초');
    expect(formatSpan(59_600, 'ko')).toBe('1분');
    expect(formatSpan(522_400, 'ko')).toBe(held('8분_42초'));
    expect(formatSpan(522_400, 'en')).toBe(held('8_min_42_s'));
    expect(formatSpan(3_720_000, 'ko')).toBe(held('1시간_2분'));
    expect(formatSpan(7_199_000, 'en')).toBe(held('2_h'));
  });
});
