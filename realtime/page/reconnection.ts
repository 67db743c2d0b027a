/**
 * How a page's stream comes back after a lost connection: spread over seconds, so that a process that stopped is not
 * missed by everybody in the same instant, and never more than 8 s between two tries.
 */
export const reconnection = {
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 8_000,
  randomizationFactor: 0.8,
};
