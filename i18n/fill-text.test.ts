import { expect, it } from 'vitest';
import { loadMessages } from './catalogue';
import { fillText } from './fill-text';
import type { Locale } from './locale';

const lobbyCount = (locale: Locale, count: number) => {
  const { waiting } = loadMessages(locale) as { waiting: { lobby: { count: string } } };
  return fillText(waiting.lobby.count, { count }, locale);
};

it('one person is here, two people are, and so are thousands', () => {
  expect(lobbyCount('en', 1)).toBe('1 person is here now');
  expect(lobbyCount('en', 2)).toBe('2 people are here now');
  expect(lobbyCount('en', 12_345)).toBe('12,345 people are here now');
  expect(lobbyCount('ko', 12_345)).toBe('지금 12,345명이 함께 기다려요');
});

it('fills facts in as they are, and leaves out what it was not told', () => {
  expect(fillText('{name}: {count}, {gone}', { name: 'A', count: 1_000 }, 'en')).toBe('A: 1,000, ');
});
