import { ed25519 } from '@noble/curves/ed25519.js';
import type { DrawFile, DrawView, PlaceProof, ReceiptView } from '../draw.schema';
import { isRoundSigned, quicknet, timeOfRound, valueOfRound } from './beacon';
import { bytesToHex, hexToBytes, macOf, sha256OfText, utf8ToBytes } from './bytes';
import { algorithm, keyText, receiptText, rootText } from './formulas';
import { hashBytes, leafOf, rootFromPath, rootOf } from './merkle';
import { permute } from './permutation';

/**
 * The checks of a finished draw, the same in a browser and in `npm run verify-draw`: nothing here asks Openrun's
 * servers, or runs code that they run. Each step is proven, wrong, or unproven where the draw itself says that the
 * operator could have chosen.
 */
export type StepName =
  | 'commitment'
  | 'list'
  | 'time'
  | 'beacon'
  | 'key'
  | 'entrants'
  | 'order'
  | 'place'
  | 'number';
export type Step = { step: StepName; state: 'proven' | 'unproven' | 'wrong' };

const said = (step: StepName, isTrue: boolean): Step => ({
  step,
  state: isTrue ? 'proven' : 'wrong',
});
const open = (step: StepName, isHonest: boolean): Step => ({
  step,
  state: isHonest ? 'unproven' : 'wrong',
});

/** The promise, the list, its time, the beacon and the key, as far as the draw has come. */
export function verifyDraw(draw: DrawView): Step[] {
  const { commitment, result, list } = draw;
  if (!list) return [];
  if (!result) return [said('list', isListSigned(draw, list))];
  const isSeed = draw.algorithm === algorithm && sha256OfText(result.seed) === commitment.seedHash;
  return [
    said('commitment', isSeed),
    said('list', isListSigned(draw, list)),
    verifyTime(draw),
    verifyBeacon(draw),
    said('key', isKeyRight(draw)),
  ];
}

function isListSigned(draw: DrawView, list: NonNullable<DrawView['list']>): boolean {
  const { seedHash, beacon, round } = draw.commitment;
  const { size, root, rootAt } = list;
  const beaconKey = beacon?.publicKey ?? null;
  const text = rootText({
    scheduleId: draw.scheduleId,
    ...{ seedHash, beaconKey, round, size, root, rootAt },
  });
  const key = draw.keys.find(({ id }) => id === list.keyId);
  return key !== undefined && isSigned(text, list.signature, key.publicKey);
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), utf8ToBytes(text), hexToBytes(publicKey));
  } catch {
    return false;
  }
}

/** The list was out before anybody could know the beacon's round. */
function verifyTime({ commitment: { beacon, round }, list, result }: DrawView): Step {
  if (!beacon || round === null) return open('time', result!.trust === 'operator');
  const isBefore = Date.parse(list!.rootAt) < timeOfRound(beacon, round);
  if (isBefore) return said('time', true);
  return open('time', result!.trust === 'operator' && result!.beacon === null);
}

/** The round's value is the beacon's own, and of the beacon that everybody knows. */
function verifyBeacon({ commitment: { beacon, round }, result }: DrawView): Step {
  const { trust, beacon: heard } = result!;
  if (!heard) return open('beacon', trust === 'operator');
  if (!beacon || round === null) return said('beacon', false);
  const isKnown =
    beacon.source === 'local' ||
    (beacon.publicKey === quicknet.publicKey &&
      beacon.genesisSeconds === quicknet.genesisSeconds &&
      beacon.periodSeconds === quicknet.periodSeconds);
  const isTrue =
    isKnown &&
    trust === 'beacon' &&
    heard.value === valueOfRound(heard.signature) &&
    isRoundSigned(beacon.publicKey, round, heard.signature);
  return said('beacon', isTrue);
}

function isKeyRight({ scheduleId, result, list }: DrawView): boolean {
  const { seed, key, beacon } = result!;
  const beaconValue = beacon?.value ?? null;
  return sha256OfText(keyText({ seed, root: list!.root, beaconValue, scheduleId })) === key;
}

/** Of the whole list: its leaves make the published root, and every number is the one that the key gives. */
export function verifyEntrants({ list, result, entrants }: DrawFile): Step[] {
  const leaves = new Uint8Array(entrants.length * hashBytes);
  for (const [index, [leaf]] of entrants.entries()) leaves.set(hexToBytes(leaf), index * hashBytes);
  const isWhole = entrants.length > 0 && entrants.length === list?.size;
  if (!isWhole || !result) return [said('entrants', false), said('order', false)];
  const mac = macOf(hexToBytes(result.key));
  const isOrder = entrants.every(
    ([, number], index) => permute(mac, entrants.length, index) + 1 === number,
  );
  return [said('entrants', bytesToHex(rootOf(leaves)) === list.root), said('order', isOrder)];
}

/** Of one person: they are in the published list, and their number is the one that the key gives. */
export function verifyPlace(draw: DrawView, proof: PlaceProof): Step[] {
  const { list, result } = draw;
  if (!list || proof.scheduleId !== draw.scheduleId)
    return [said('place', false), said('number', false)];
  const { salt, ticket, accountId } = proof;
  const leaf = leafOf(hexToBytes(salt), ticket, accountId);
  const root = rootFromPath(leaf, ticket - 1, list.size, proof.path.map(hexToBytes));
  const isIn = root !== null && bytesToHex(root) === list.root && proof.root === list.root;
  if (!result) return [said('place', isIn)];
  const isNumber =
    isIn && permute(macOf(hexToBytes(result.key)), list.size, ticket - 1) + 1 === proof.number;
  return [said('place', isIn), said('number', isNumber)];
}

/** Whether a receipt was signed by this key and says what its text says. */
export function isReceiptTrue(view: ReceiptView, publicKey: string = view.publicKey): boolean {
  return view.text === receiptText(view.receipt) && isSigned(view.text, view.signature, publicKey);
}

export const isWrong = (steps: Step[]): boolean => steps.some(({ state }) => state === 'wrong');
