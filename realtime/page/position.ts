import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';

/** What everybody is told of a line. */
type Counters = Pick<LineView, 'cursor' | 'issued' | 'waiting'>;

/** A place as the server counted it, and how the line stood then. */
export type Anchor = Counters & { number: number; ahead: number };

export const anchorOf = ({ number, ahead, line }: PlaceView): Anchor | null =>
  number === null || ahead === null
    ? null
    : { number, ahead, cursor: line.cursor, issued: line.issued, waiting: line.waiting };

/** Departures seen before their spread along the line says more than an even one. */
const evenDepartures = 20;

/**
 * How many people are ahead now, from what the server counted at the anchor and from counters that are the same for
 * everybody. Numbers come up (`cursor`), of which those who left were people no more: the share of people among the
 * numbers ahead is taken as it was. Who left since is what the line lost beyond those called up, and as many of them
 * were ahead as of those who left before. So the error is a part of what happened since the anchor, a minute at most.
 */
export function peopleAhead(anchor: Anchor, now: Counters): number {
  const numbers = Math.max(0, anchor.number - now.cursor - 1);
  const numbersThen = Math.max(1, anchor.number - anchor.cursor - 1);
  const share = Math.min(1, anchor.ahead / numbersThen);
  const called = Math.max(0, now.cursor - anchor.cursor) * share;
  const joined = Math.max(0, now.issued - anchor.issued);
  const left = Math.max(0, anchor.waiting + joined - called - now.waiting);
  const ahead = numbers * share - left * departuresAhead(anchor, numbersThen);
  return Math.max(0, Math.min(numbers, Math.round(ahead)));
}

/** The share of departures that are ahead, 0..1. */
function departuresAhead(anchor: Anchor, numbers: number): number {
  const even = anchor.waiting > 0 ? Math.min(1, anchor.ahead / anchor.waiting) : 0;
  const seen = Math.max(0, anchor.issued - anchor.cursor - anchor.waiting);
  const seenAhead = Math.min(seen, Math.max(0, numbers - anchor.ahead));
  return (seenAhead + even * evenDepartures) / (seen + evenDepartures);
}

/**
 * How often to have one's place counted anew: the faster a line passes compared with its length, the sooner its shares
 * have changed.
 */
export const recountEveryMs = (waiting: number): number =>
  waiting < 2_000 ? 5_000 : waiting < 5_000 ? 10_000 : waiting < 20_000 ? 20_000 : 60_000;
