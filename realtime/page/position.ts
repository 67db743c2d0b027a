import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';

/** What everybody is told of a line. */
type Counters = Pick<LineView, 'cursor' | 'issued' | 'waiting'>;

/** A place as the server counted it, and how the line stood then. */
export type Anchor = Counters & { number: number; ahead: number };

export const anchorOf = ({ number, ahead, line }: PlaceView): Anchor | null =>
  number === null || ahead === null
    ? null
    : { number, ahead, cursor: line.cursor, issued: line.issued, waiting: line.waiting };

/**
 * How many people are ahead now, from what the server counted at the anchor and from counters that are the same for
 * everybody. Numbers come up (`cursor`), of which those who left meanwhile were people no more: the share of people
 * among the numbers ahead is taken as it was. Who left since is what the line lost beyond those called up, spread over
 * the line by length. So the error is a part of what happened since the anchor, which is never older than a minute.
 */
export function peopleAhead(anchor: Anchor, now: Counters): number {
  const numbers = Math.max(0, anchor.number - now.cursor - 1);
  const numbersThen = Math.max(1, anchor.number - anchor.cursor - 1);
  const share = Math.min(1, anchor.ahead / numbersThen);
  const called = Math.max(0, now.cursor - anchor.cursor) * share;
  const expected = anchor.waiting + Math.max(0, now.issued - anchor.issued) - called;
  const stayed = expected > 0 ? Math.min(1, Math.max(0, now.waiting / expected)) : 1;
  return Math.min(numbers, Math.round(numbers * share * stayed));
}

/**
 * How often to have one's place counted anew: the faster a line passes compared with its length, the sooner its shares
 * have changed.
 */
export const recountEveryMs = (waiting: number): number =>
  waiting < 5_000 ? 10_000 : waiting < 20_000 ? 20_000 : 60_000;
