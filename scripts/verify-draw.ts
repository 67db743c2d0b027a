import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  type DrawFile,
  drawFileSchema,
  receiptSchema,
} from '@/server/waiting-room/draw/draw.schema';
import {
  isReceiptTrue,
  isWrong,
  type Step,
  type StepName,
  verifyDraw,
  verifyEntrants,
} from '@/server/waiting-room/draw/verifier/verify';

/**
 * `npm run verify-draw -- draw.json [receipt.json]`: checks a whole draw offline, from the file that
 * `GET /api/queue/<schedule>/draw/file` gives. Ends with 1 when anything in it is wrong.
 */
export function verifyFile(file: DrawFile): Step[] {
  return [...verifyDraw(file), ...verifyEntrants(file)];
}

const sentences: Record<StepName, string> = {
  commitment: 'the seed is the one that was promised before the lobby opened',
  list: 'the list is the one that was signed when it closed',
  time: 'the list was out before anybody could know the beacon’s round',
  beacon: 'the random value is the beacon’s own, of the round that was promised',
  key: 'the order’s key is made of seed, list, beacon and schedule, and of nothing else',
  entrants: 'the entrants are those of the published list, all of them',
  order: 'everybody’s number is the one that the key gives',
  place: 'the place is in the published list',
  number: 'the number is the one that the key gives',
};
const marks = { proven: '✓', unproven: '–', wrong: '✗' } as const;

/** What a person reads, line by line. */
export function report(file: DrawFile, steps: Step[]): string[] {
  const { list, result, commitment } = file;
  const source = commitment.beacon?.source;
  return [
    `Draw of schedule ${file.scheduleId}: ${list?.size ?? 0} people, list signed at ${list?.rootAt}`,
    `by the key ${list?.keyId}: compare it with what the site published (GET /api/queue/keys).`,
    ...steps.map(({ step, state }) => `${marks[state]} ${sentences[step]}`),
    ...(result?.trust === 'operator' ? ['The operator could have chosen among outcomes.'] : []),
    ...(source === 'local' && result?.beacon
      ? ['The beacon was a rehearsal beside the site: whoever ran it held its key.']
      : []),
    isWrong(steps) ? 'This draw does NOT hold.' : 'Nothing in this draw is wrong.',
  ];
}

function reportReceipt(path: string, file: DrawFile): { text: string; isWrong: boolean } {
  const view = receiptSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const { ticket, number, root, seedHash, scheduleId } = view.receipt;
  const key = file.keys.find(({ id }) => id === view.keyId);
  const drawn = file.entrants[ticket - 1]?.[1] ?? ticket;
  const isTrue =
    key !== undefined &&
    isReceiptTrue(view, key.publicKey) &&
    scheduleId === file.scheduleId &&
    seedHash === file.commitment.seedHash &&
    (root === null || root === file.list?.root) &&
    (number === null || number === drawn);
  return {
    text: `${isTrue ? marks.proven : marks.wrong} the receipt was signed by that key and fits this draw: number ${drawn}`,
    isWrong: !isTrue,
  };
}

/** Returns the exit code. */
export function main(paths: string[], say: (line: string) => void = console.log): number {
  const [path, receiptPath] = paths;
  if (!path) {
    say('Usage: npm run verify-draw -- draw.json [receipt.json]');
    return 2;
  }
  const read = drawFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success) {
    say(`${path} is not the file of a draw: ${read.error.issues[0]?.path.join('.')}`);
    return 1;
  }
  const steps = verifyFile(read.data);
  for (const line of report(read.data, steps)) say(line);
  const receipt = receiptPath ? reportReceipt(receiptPath, read.data) : null;
  if (receipt) say(receipt.text);
  return isWrong(steps) || receipt?.isWrong ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = main(process.argv.slice(2));
