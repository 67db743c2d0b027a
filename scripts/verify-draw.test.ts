import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { checkPlace } from '@/components/draw/check-place';
import { archiveDraws, openDrawFile } from '@/server/waiting-room/draw/archive';
import {
  type DrawFile,
  drawFileSchema,
  type PlaceProof,
} from '@/server/waiting-room/draw/draw.schema';
import { findPlaceProof, findReceipt } from '@/server/waiting-room/draw/own-proof';
import { aDrawnLobby } from '@/server/waiting-room/draw/testing';
import { beaconKeyFrom, quicknet, valueOfRound } from '@/server/waiting-room/draw/verifier/beacon';
import { keyText, rootText } from '@/server/waiting-room/draw/verifier/formulas';
import { main, verifyFile } from './verify-draw';

type Given = { file: DrawFile; proof: PlaceProof };
let given: Given;
let receipt: unknown;

/** One draw, made for real by the worker's code; each test changes a copy of it. */
beforeAll(async () => {
  const { line, lobby } = await aDrawnLobby(20);
  await archiveDraws(0);
  let text = '';
  for await (const piece of await openDrawFile(line)) text += piece;
  const file = drawFileSchema.parse(JSON.parse(text));
  given = { file, proof: await findPlaceProof(lobby[3]!, line) };
  receipt = await findReceipt(lobby[3]!, line);
});

const copy = (): Given => structuredClone(given);
const failed = (steps: { step: string; state: string }[]) =>
  steps.filter(({ state }) => state === 'wrong').map(({ step }) => step);

/** Both ways in: the browser's with one person's proof, and the offline one with the whole list. */
const verifiers = {
  'the browser': ({ file, proof }: Given) => failed(checkPlace(file, proof)),
  'npm run verify-draw': ({ file }: Given) => failed(verifyFile(file)),
};

test.each(Object.entries(verifiers))('%s finds nothing wrong with a true draw', (_, verify) => {
  expect(verify(copy())).toEqual([]);
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** An operator who lies signs the list again, with a key of the same name, and reckons key and numbers anew. */
function signAgain({ file }: Given): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { seedHash, beacon, round } = file.commitment;
  const { size, root, rootAt } = file.list!;
  const text = rootText({
    ...{ scheduleId: file.scheduleId, seedHash, beaconKey: beacon?.publicKey ?? null, round },
    ...{ size, root, rootAt },
  });
  file.list!.signature = sign(null, Buffer.from(text), privateKey).toString('hex');
  const x = publicKey.export({ format: 'jwk' }).x!;
  file.keys[0]!.publicKey = Buffer.from(x, 'base64url').toString('hex');
}

function reckonKey({ file }: Given): void {
  const { seed, beacon } = file.result!;
  const beaconValue = beacon?.value ?? null;
  const { scheduleId } = file;
  file.result!.key = sha256(keyText({ seed, root: file.list!.root, beaconValue, scheduleId }));
}

const otherHex = (hex: string) => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

/** What was changed, and the step that must find it in each verifier. */
const changes: Record<string, [change: (draw: Given) => void, browser: string, offline: string]> = {
  'one entrant': [
    ({ file, proof }) => {
      file.entrants[3]![0] = otherHex(file.entrants[3]![0]);
      proof.accountId = proof.accountId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    },
    ...(['place', 'entrants'] as const),
  ],
  'one entrant more': [
    ({ file }) => {
      file.entrants.push([...file.entrants[0]!]);
      file.list!.size += 1;
    },
    ...(['list', 'list'] as const),
  ],
  'one entrant less': [
    ({ file, proof }) => {
      file.entrants.pop();
      proof.path.pop();
    },
    ...(['place', 'entrants'] as const),
  ],
  'the order': [
    ({ file, proof }) => {
      const [third, fourth] = [file.entrants[2]!, file.entrants[3]!];
      [third[1], fourth[1]] = [fourth[1], third[1]];
      proof.number = fourth[1];
    },
    ...(['number', 'order'] as const),
  ],
  'the seed': [
    ({ file }) => {
      file.result!.seed = otherHex(file.result!.seed);
    },
    ...(['commitment', 'commitment'] as const),
  ],
  'the seed, and the key reckoned anew': [
    (draw) => {
      draw.file.result!.seed = otherHex(draw.file.result!.seed);
      reckonKey(draw);
    },
    ...(['commitment', 'commitment'] as const),
  ],
  'the seed and its promise': [
    (draw) => {
      draw.file.result!.seed = otherHex(draw.file.result!.seed);
      draw.file.commitment.seedHash = sha256(draw.file.result!.seed);
      reckonKey(draw);
    },
    ...(['list', 'list'] as const),
  ],
  'the list’s time': [
    ({ file }) => {
      file.list!.rootAt = new Date(Date.parse(file.list!.rootAt) - 1).toISOString();
    },
    ...(['list', 'list'] as const),
  ],
  'the list’s time, after the round and signed': [
    (draw) => {
      draw.file.list!.rootAt = draw.file.commitment.roundAt!;
      signAgain(draw);
    },
    ...(['time', 'time'] as const),
  ],
  'the list': [
    (draw) => {
      draw.file.list!.root = otherHex(draw.file.list!.root);
      signAgain(draw);
      reckonKey(draw);
    },
    ...(['place', 'entrants'] as const),
  ],
  'the beacon’s signature': [
    (draw) => {
      const signature = otherHex(draw.file.result!.beacon!.signature);
      draw.file.result!.beacon = { signature, value: valueOfRound(signature) };
      reckonKey(draw);
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'the beacon’s value': [
    (draw) => {
      draw.file.result!.beacon!.value = otherHex(draw.file.result!.beacon!.value);
      reckonKey(draw);
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'the beacon’s round': [
    (draw) => {
      draw.file.commitment.round! += 1;
      signAgain(draw);
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'the beacon, for another that says it is drand': [
    (draw) => {
      const own = beaconKeyFrom(new Uint8Array(48).fill(9));
      const { round, beacon } = draw.file.commitment;
      draw.file.commitment.beacon = { ...beacon!, ...quicknet, source: 'drand' };
      draw.file.commitment.beacon.publicKey = own.publicKey;
      const signature = own.sign(round!);
      draw.file.result!.beacon = { signature, value: valueOfRound(signature) };
      signAgain(draw);
      reckonKey(draw);
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'the beacon, left out': [
    (draw) => {
      draw.file.result!.beacon = null;
      reckonKey(draw);
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'whom one had to trust': [
    ({ file }) => {
      file.result!.trust = 'operator';
    },
    ...(['beacon', 'beacon'] as const),
  ],
  'the key': [
    ({ file }) => {
      file.result!.key = otherHex(file.result!.key);
    },
    ...(['key', 'key'] as const),
  ],
  'the schedule': [
    ({ file, proof }) => {
      file.scheduleId = proof.scheduleId = '0197a0a0-0000-7000-8000-000000000001';
    },
    ...(['key', 'key'] as const),
  ],
};

test.each(Object.entries(changes))('changing %s makes both verifiers fail', (_, row) => {
  const [change, browser, offline] = row;
  const changed = copy();
  change(changed);
  expect(verifiers['the browser'](changed)).toContain(browser);
  expect(verifiers['npm run verify-draw'](changed)).toContain(offline);
});

async function inFiles(file: DrawFile): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'draw-'));
  const paths = [path.join(folder, 'draw.json'), path.join(folder, 'receipt.json')];
  await writeFile(paths[0]!, JSON.stringify(file));
  await writeFile(paths[1]!, JSON.stringify(receipt));
  return paths;
}

test('npm run verify-draw says what holds, step by step, and ends with 0', async () => {
  const run = promisify(execFile);
  const args = ['--import', 'tsx', 'scripts/verify-draw.ts', ...(await inFiles(copy().file))];
  const { stdout } = await run(process.execPath, args);
  expect(stdout.match(/^✓ /gm)).toHaveLength(8);
  expect(stdout).toMatch(/rehearsal/);
  expect(stdout).toMatch(/Nothing in this draw is wrong\.\n✓ the receipt/);
});

test('a changed file or a receipt of another draw ends with 1 and says which step', async () => {
  const { file } = copy();
  const [first, second] = [file.entrants[0]!, file.entrants[1]!];
  [first[1], second[1]] = [second[1], first[1]];
  const said: string[] = [];
  expect(main(await inFiles(file), (line) => said.push(line))).toBe(1);
  expect(said).toContain('✗ everybody’s number is the one that the key gives');
  expect(said).toContain('This draw does NOT hold.');
  const other = copy().file;
  other.keys[0]!.publicKey = '0'.repeat(64);
  const [, ofReceipt] = await inFiles(other);
  expect(main([(await inFiles(other))[0]!, ofReceipt!], () => undefined)).toBe(1);
  const [odd] = await inFiles({ ...other, entrants: 'none' } as unknown as DrawFile);
  expect(main([odd!], () => undefined)).toBe(1);
  expect(main([], () => undefined)).toBe(2);
});

test('a draw that the operator alone decided says so, and passes for nothing else', () => {
  const draw = copy();
  draw.file.commitment.beacon = null;
  draw.file.commitment.round = null;
  draw.file.result = { ...draw.file.result!, beacon: null, trust: 'operator' };
  signAgain(draw);
  reckonKey(draw);
  const steps = checkPlace(draw.file, null);
  expect(failed(steps)).toEqual([]);
  const unproven = steps.filter(({ state }) => state === 'unproven').map(({ step }) => step);
  expect(unproven).toEqual(['time', 'beacon']);
});
