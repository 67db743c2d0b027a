import { describe, expect, test } from 'vitest';
import { forecast } from '@/server/forecast';
import { StartError } from '../lib/say';
import { helpLines, readArguments, readDuration } from './options';
import { shownTime, tableOf } from './table';

const words = (text: string) => readArguments(text.split(' '));

describe('npm run forecast', () => {
  test('reads options with their units, and fills in the rest', () => {
    const asked = words('--fans 300000 --seats 12000 --rate 2000 --per-person 2 --hold 5m');
    expect(asked).toMatchObject({
      kind: 'forecast',
      json: false,
      run: { seeds: 200, seed: 1 },
      scenario: {
        ...{ fans: 300_000, seats: 12_000, ratePerMinute: 2_000, seatsPerPersonMax: 2 },
        ...{ holdMs: 300_000, capacity: 2_000, lobbyShare: 0.7, curve: 'deadline' },
      },
    });
  });

  test('reads shares, durations, lists and none', () => {
    const asked = words(
      '--fans 300,000 --seats 9 --lobby 55% --think 1.5m --takes 1,0,3 --patience none --seeds 7 --json',
    );
    expect(asked).toMatchObject({
      json: true,
      run: { seeds: 7 },
      scenario: { lobbyShare: 0.55, chooseMs: 90_000, takes: [1, 0, 3], patienceMs: null },
    });
  });

  test.each([
    ['--seats 10', /--fans is missing/],
    ['--fans 10', /--seats is missing/],
    ['--fans many --seats 1', /“many” is no whole number/],
    ['--fans -5 --seats 1', /./],
    ['--fans 0 --seats 1', /^--fans: /],
    ['--fans 10 --seats 1 --hold 5', /“5” is no duration: give a number and its unit/],
    ['--fans 10 --seats 1 --hold 2h', /^--hold: /],
    ['--fans 10 --seats 1 --lobby 0.7', /“0.7” is no share: give a percentage/],
    ['--fans 10 --seats 1 --lobby 170%', /^--lobby: /],
    ['--fans 10 --seats 1 --arrivals steep', /^--arrivals: /],
    ['--fans 10 --seats 1 --seeds 0', /^--seeds: /],
    ['--fans 10 --seats 1 --takes 0,0', /^--takes: somebody has to want a seat/],
    ['--fans 10 --seats 1 --crowd 4', /crowd/],
    ['--fans 10 --seats 1 soon', /“soon” is no option/],
  ])('says what is wrong with %s', (text, sentence) => {
    expect(() => words(text)).toThrow(StartError);
    expect(() => words(text)).toThrow(sentence);
  });

  test('lists every option with what it is unless it is given', () => {
    const help = helpLines().join('\n');
    expect(help).toContain('--hold             how long chosen seats are kept (5m) [300s]');
    expect(help).toContain('[70%]');
    expect(words('--help')).toEqual({ kind: 'help' });
  });

  test('says how it ends in words, and then how far crowds differ', () => {
    const asked = words('--fans 20000 --seats 500 --rate 600 --seeds 5');
    if (asked.kind !== 'forecast') throw new Error('it was asked for a forecast');
    const lines = tableOf(forecast(asked.scenario, asked.run));
    expect(lines[0]).toMatch(/20,000 people for 500 seats: no seat is free after about \d/);
    expect(lines.join('\n')).toMatch(/leave empty-handed +19,\d{3} +19,\d{3} +19,\d{3}/);
    const few = words('--fans 10 --seats 500 --seeds 5');
    if (few.kind !== 'forecast') throw new Error('it was asked for a forecast');
    expect(tableOf(forecast(few.scenario, few.run))[0]).toContain('seats are left at the end');
  });

  test.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [61_000, '1 min 01 s'],
    [3_540_000, '59 min 00 s'],
    [3_725_000, '1 h 02 min'],
  ])('shows %i ms as %s', (ms, text) => expect(shownTime(ms)).toBe(text));

  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
  ])('reads %s', (text, ms) => expect(readDuration(text)).toBe(ms));
});
