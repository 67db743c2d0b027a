import { createHmac } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import {
  appendInRedis,
  blockTickets,
  type DrawRecord,
  readDraw,
  readOwners,
  readTree,
} from './draw.redis';
import { derivedSecret } from './signing';
import { leafOf, rootOf } from './verifier/merkle';

/** Blocks that are read and written at once: 128 KB of leaves. */
const blocksPerWrite = 16;
/** Blocks of one tick: four times what the busiest joining makes. What is left goes on 250 ms later. */
const blocksPerTick = 64;

/** A ticket's salt, so that nobody can look an account up in the published list. The key is a secret of the line. */
export function saltOf(scheduleId: string): (ticket: number) => Buffer {
  const secret = derivedSecret(`leaf salts|${scheduleId}`);
  return (ticket) => createHmac('sha256', secret).update(String(ticket)).digest();
}

/**
 * Grows the tree of a line by the tickets that came: whole blocks while the lobby is open, and to the end once its list
 * is closed. Only the leader's writes count. True when the tree has them all.
 */
export async function growTree(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
): Promise<boolean> {
  const isClosed = draw.lobbySize !== null;
  const tickets = draw.lobbySize ?? draw.issued;
  const blocks = isClosed ? Math.ceil(tickets / blockTickets) : Math.floor(tickets / blockTickets);
  let { treeBlocks } = draw;
  const last = isClosed ? blocks : Math.min(blocks, treeBlocks + blocksPerTick);
  while (treeBlocks < last) {
    const count = Math.min(blocksPerWrite, last - treeBlocks);
    const first = treeBlocks * blockTickets + 1;
    const through = Math.min(tickets, first - 1 + count * blockTickets);
    const made = await makeBlocks(scheduleId, first, through);
    const tree = { treeBlocks, treeChanges: draw.treeChanges };
    if (!(await appendInRedis(scheduleId, leaseToken, tree, made))) return false;
    treeBlocks += count;
  }
  return treeBlocks >= blocks;
}

/** The leaves of tickets, and the roots of their blocks. Other work gets its turn after each block. */
async function makeBlocks(scheduleId: string, first: number, through: number) {
  const owners = await readOwners(scheduleId, first, through - first + 1);
  const salt = saltOf(scheduleId);
  const leaves: Uint8Array[] = [];
  const roots: Uint8Array[] = [];
  for (let from = 0; from < owners.length; from += blockTickets) {
    const block = owners
      .slice(from, from + blockTickets)
      .map((owner, index) => leafOf(salt(first + from + index), first + from + index, owner));
    leaves.push(...block);
    roots.push(rootOf(Buffer.concat(block)));
    await otherWork();
  }
  return { leaves: Buffer.concat(leaves), roots: Buffer.concat(roots) };
}

/** The root of a closed list whose tree is whole. Null while it is not. */
export async function rootOfList(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
): Promise<string | null> {
  if (await growTree(scheduleId, leaseToken, draw)) {
    const tree = await readTree(scheduleId);
    const blocks = Math.ceil(draw.lobbySize! / blockTickets);
    return Buffer.from(rootOf(tree.subarray(0, blocks * 32))).toString('hex');
  }
  // A place that was given back meanwhile made the tree another: once more from what is there now.
  const now = await readDraw(scheduleId);
  const hasMoved = now && !now.root && now.treeChanges !== draw.treeChanges;
  const { lobbySize } = draw;
  return hasMoved ? rootOfList(scheduleId, leaseToken, { ...now, lobbySize }) : null;
}
