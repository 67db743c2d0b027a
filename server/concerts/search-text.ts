import type { Text } from '@/i18n/locale';

const normalise = (text: string) => text.normalize('NFC').toLowerCase();
const charactersOf = (text: string) => Array.from(text);

/** Every one- and two-character piece, once. Two syllables are a Korean word, which trigrams cannot index. */
function piecesOf(text: string): string[] {
  const characters = charactersOf(text);
  const pairs = characters.slice(1).map((character, at) => characters[at]! + character);
  return [...new Set([...characters, ...pairs])];
}

/** What a concert is found by: its texts as they are and with their spaces left out, as people also type them. */
export function searchColumns({ title, artist }: { title: Text; artist: Text }) {
  const spaced = [title.ko, title.en, artist.ko, artist.en].map(normalise);
  const closed = spaced.map((text) => text.replace(/\s+/gu, ''));
  return {
    searchText: [...new Set([...spaced, ...closed])].join('\n'),
    searchGrams: [...new Set(closed.flatMap(piecesOf))],
  };
}

export type SearchTerm = { text: string; grams: string[] };

/**
 * The words of a query, all of which must be found. A consonant or vowel still being composed at the end of a
 * Korean word ("봄ㅂ") is left out, so that an answer while typing does not flicker to nothing. One character is
 * looked up as itself, more as their pairs.
 */
export function searchTerms(query: string): SearchTerm[] {
  const words = normalise(query)
    .split(/\s+/u)
    .map((word) => word.replace(/(?<=[가-힣])[ㄱ-ㅎㅏ-ㅣ]+$/u, ''))
    .filter(Boolean);
  return [...new Set(words)].map((text) => {
    const pieces = piecesOf(text);
    const pairs = pieces.filter((piece) => charactersOf(piece).length === 2);
    return { text, grams: pairs.length > 0 ? pairs : pieces };
  });
}
