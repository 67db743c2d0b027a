const waitMsMin = 250;

/**
 * How long who was told to wait at the door does so, in ms: to the millisecond, as a crowd that came back at whole seconds
 * would leave the time between unused, and up to a quarter longer, so that no two come at once.
 */
export const untilDoor = (toldMs: number, random: () => number): number =>
  Math.max(waitMsMin, toldMs) * (1 + random() / 4);
