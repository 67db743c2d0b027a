/**
 * The texts that are hashed and signed, so that a shell can check them: `printf %s "<text>" | sha256sum`. Safe in a
 * browser.
 */
export const algorithm = 'openrun draw 2';

/** The key that orders the lobby is SHA-256 of this. Without a beacon its value is the word `none`. */
export function keyText(draw: {
  seed: string;
  root: string;
  beaconValue: string | null;
  scheduleId: string;
}): string {
  const { seed, root, beaconValue, scheduleId } = draw;
  return [algorithm, seed, root, beaconValue ?? 'none', scheduleId].join('|');
}
