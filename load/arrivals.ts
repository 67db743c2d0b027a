import type { Random } from './crowd/random';

/** When people come: shares of everybody, and seconds. The rest come in the minute behind. */
export type ArrivalCurve = { lobbyS: number; inLobby: number; atOpening: number; rushS: number };

/** Most come early, and the more the nearer the opening is; a rush at the second itself; a tail. */
export const openRun = { inLobby: 0.6, atOpening: 0.3, rushS: 4 };

const tailS = 60;

/** When each arrives, in ms since the lobby's beginning; the opening is `lobbyS` later. */
export function arrivalsOf(count: number, curve: ArrivalCurve, random: Random): number[] {
  return Array.from({ length: count }, () => Math.round(arrivalS(curve, random) * 1_000));
}

function arrivalS({ lobbyS, inLobby, atOpening, rushS }: ArrivalCurve, random: Random): number {
  const which = random();
  // The density rises in a straight line up to the opening.
  if (which < inLobby) return lobbyS * Math.sqrt(random());
  if (which < inLobby + atOpening) return lobbyS + Math.min(tailS, -rushS * Math.log(1 - random()));
  return lobbyS + random() * tailS;
}

/** Evenly, over so many seconds. */
export const evenly = (count: number, seconds: number): number[] =>
  Array.from({ length: count }, (_, n) => Math.round((n / count) * seconds * 1_000));
