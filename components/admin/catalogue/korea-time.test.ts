import { expect, it } from 'vitest';
import { fromKoreaField, toKoreaField } from './korea-time';

it('shows an instant in Korean time and reads it back', () => {
  expect(toKoreaField('2027-05-03T15:30:00.000Z')).toBe('2027-05-04T00:30');
  expect(fromKoreaField('2027-05-04T00:30')).toBe('2027-05-03T15:30:00.000Z');
  expect(fromKoreaField('2027-05-04T00:30:15')).toBe('2027-05-03T15:30:15.000Z');
  expect(fromKoreaField('')).toBeUndefined();
});
