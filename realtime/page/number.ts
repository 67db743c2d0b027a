import type { TextFacts } from '@/i18n/fill-text';
import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';

type Numbered = Pick<PlaceView, 'lane' | 'number' | 'lineNumber'>;
type Say = (path: string, facts: TextFacts) => string;

/** Both numbers of a place in the presale lane, as facts of a sentence. */
export const numbersOf = ({ number, lineNumber }: Numbered) => ({
  number: number ?? 0,
  whole: lineNumber ?? 0,
});

/**
 * Which number one has: in the presale lane both that within it and that of the whole line, which the receipt and the
 * draw say. Empty before there is one.
 */
export function sayNumber(place: Numbered, t: Say): string {
  if (!place.number) return '';
  return t(place.lane === 'presale' ? 'presale.number' : 'myNumber', numbersOf(place));
}
