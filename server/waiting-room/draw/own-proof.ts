import { type Actor, requireAccount } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { singleton } from '@/server/platform/singleton';
import { drainEventsOf } from '../line-events';
import { drawOf, requireLine } from '../lines';
import { readPlace } from '../read-place.redis';
import { blockTickets, readLeaves, readTree } from './draw.redis';
import type { PlaceProof, ReceiptView } from './draw.schema';
import { findJoinedAt } from './draw.store';
import { numberOfTicket } from './order';
import { drawPublicKey, signText } from './signing';
import { saltOf } from './tree';
import { receiptText } from './verifier/formulas';
import { leafOf, levelsFrom, pathOf, rootFromPath } from './verifier/merkle';
import { requireDraw } from './view-draw';

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/**
 * The opening of the actor's leaf and its way to the published root. Refuses before the list is closed, who joined
 * after it, and a place that was given back after a fault and is not in the list.
 */
export async function findPlaceProof(actor: Actor, scheduleId: string): Promise<PlaceProof> {
  const { id: accountId } = requireAccount(actor);
  const [line, place] = await Promise.all([
    requireLine(scheduleId),
    readPlace(scheduleId, accountId),
  ]);
  if (!place) throw new Refusal('no_place');
  const { root, lobbySize: size } = await requireDraw(scheduleId);
  if (!root || !size) throw new Refusal('list_not_closed');
  if (place.ticket > size) throw new Refusal('not_in_lobby');
  const { ticket } = place;
  const path = await pathOfTicket(scheduleId, root, size, ticket);
  const salt = saltOf(scheduleId)(ticket);
  const reached = rootFromPath(leafOf(salt, ticket, accountId), ticket - 1, size, path);
  if (!reached || hexOf(reached) !== root) throw new Refusal('not_in_list');
  const draw = drawOf(line);
  return {
    ...{ scheduleId, accountId, ticket, size, root, salt: hexOf(salt) },
    path: path.map(hexOf),
    number: draw && numberOfTicket(draw, ticket),
    presaleNumber: place.presaleNumber ?? null,
  };
}

/** The levels above the blocks of a published tree: 250 KB for a million people, the same for all of them. */
const upperLevels = () => singleton('draw:upper', () => new Map<string, Uint8Array[]>());
const treesMax = 20;

async function readUpper(scheduleId: string, root: string, blocks: number) {
  const kept = upperLevels().get(root);
  if (kept) return kept;
  const tree = await readTree(scheduleId);
  const levels = levelsFrom(Uint8Array.from(tree.subarray(0, blocks * 32)));
  if (upperLevels().size >= treesMax) upperLevels().clear();
  upperLevels().set(root, levels);
  return levels;
}

/** Siblings within the ticket's block of 256, then those above it. */
async function pathOfTicket(scheduleId: string, root: string, size: number, ticket: number) {
  const block = Math.floor((ticket - 1) / blockTickets);
  const first = block * blockTickets + 1;
  const count = Math.min(blockTickets, size - first + 1);
  const [leaves, upper] = await Promise.all([
    readLeaves(scheduleId, first, count),
    readUpper(scheduleId, root, Math.ceil(size / blockTickets)),
  ]);
  return [...pathOf(levelsFrom(leaves), ticket - first), ...pathOf(upper, block)];
}

/**
 * The actor's place, signed as it stands now: to be kept by the person, and checked against the draw later. Its number is
 * that of the whole line: the one within the presale lane follows from it, and a crash of Redis may lower it.
 */
export async function findReceipt(actor: Actor, scheduleId: string): Promise<ReceiptView> {
  const { id: accountId } = requireAccount(actor);
  const [line, place] = await Promise.all([
    requireLine(scheduleId),
    readPlace(scheduleId, accountId),
  ]);
  if (!place) throw new Refusal('no_place');
  const { ticket } = place;
  const { seedHash, beaconRound: round, root } = await requireDraw(scheduleId);
  const draw = drawOf(line);
  const joinedAt = await whenJoined(scheduleId, accountId, ticket);
  const receipt = {
    ...{ scheduleId, accountId, ticket, number: draw && numberOfTicket(draw, ticket) },
    joinedAt: joinedAt?.toISOString() ?? null,
    ...{
      seedHash,
      round,
      root,
      trust: line.drawTrust,
      issuedAt: new Date(line.nowMs).toISOString(),
    },
  };
  const text = receiptText(receipt);
  const { id: keyId, publicKey } = drawPublicKey();
  return { receipt, text, signature: signText(text), keyId, publicKey };
}

/** Null for a place that was given back after a fault that lost the event. */
async function whenJoined(scheduleId: string, accountId: string, ticket: number) {
  const found = await findJoinedAt(scheduleId, accountId, ticket);
  if (found) return found;
  await drainEventsOf(scheduleId); // joined within the last second
  return findJoinedAt(scheduleId, accountId, ticket);
}
