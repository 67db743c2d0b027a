import { createHmac } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import {
  appendInRedis,
  blockTickets,
  type DrawRecord,
  leafBytes,
  readDraw,
  readLeaves,
  readOwners,
  readTree,
} from './draw.redis';
import { derivedSecret } from './signing';
import { leafOf, rootOf } from './verifier/merkle';

/** Blocks that are read and written at once: 128 KB of leaves. */
const blocksPerWrite = 16;
/** Blocks of one tick: four times what the busiest joining makes. What is left goes on 250 ms later. */
const blocksPerTick = 64;
/**
 * Blocks whose leaves Postgres keeps with a published list: 65,536 tickets, twice of what a late disk was seen to take
 * with it (decision 017).
 */
const tailBlocksMax = 256;

/** A ticket's salt, so that nobody can look an account up in the published list. The key is a secret of the line. */
export function saltOf(scheduleId: string): (ticket: number) => Buffer {
  const secret = derivedSecret(`leaf salts|${scheduleId}`);
  return (ticket) => createHmac('sha256', secret).update(String(ticket)).digest();
}

/**
 * Grows the tree of a line by the tickets that came: whole blocks while the lobby is open, and to the end once its list
 * is closed. A list that was published before ends in the leaves that were kept of it, `tail`. Only the leader's writes
 * count. True when the tree has them all.
 */
export async function growTree(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
  tail: Buffer = Buffer.alloc(0),
): Promise<boolean> {
  const isClosed = draw.lobbySize !== null;
  const tickets = draw.lobbySize ?? draw.issued;
  const blocks = isClosed ? Math.ceil(tickets / blockTickets) : Math.floor(tickets / blockTickets);
  const tailFrom = tickets - tail.length / leafBytes + 1;
  const tailBlock = Math.ceil((tailFrom - 1) / blockTickets);
  let { treeBlocks } = draw;
  let block = Math.min(treeBlocks, tailBlock);
  const last = isClosed ? blocks : Math.min(blocks, block + blocksPerTick);
  while (block < last) {
    const isKept = block >= tailBlock;
    const count = Math.min(blocksPerWrite, (isKept ? last : Math.min(last, tailBlock)) - block);
    const first = block * blockTickets + 1;
    const through = Math.min(tickets, first - 1 + count * blockTickets);
    const leaves = isKept
      ? tail.subarray((first - tailFrom) * leafBytes, (through - tailFrom + 1) * leafBytes)
      : await makeLeaves(scheduleId, first, through);
    const made = { first: block, leaves, roots: await rootsOf(leaves) };
    const tree = { treeBlocks, treeChanges: draw.treeChanges };
    if (!(await appendInRedis(scheduleId, leaseToken, tree, made))) return false;
    block += count;
    treeBlocks = block;
  }
  return treeBlocks >= blocks;
}

/** Other work gets its turn after each block. */
async function makeLeaves(scheduleId: string, first: number, through: number): Promise<Buffer> {
  const owners = await readOwners(scheduleId, first, through - first + 1);
  const salt = saltOf(scheduleId);
  const leaves: Uint8Array[] = [];
  for (const [index, owner] of owners.entries()) {
    leaves.push(leafOf(salt(first + index), first + index, owner));
    if (leaves.length % blockTickets === 0) await otherWork();
  }
  return Buffer.concat(leaves);
}

async function rootsOf(leaves: Buffer): Promise<Buffer> {
  const roots: Uint8Array[] = [];
  for (let from = 0; from < leaves.length; from += blockTickets * leafBytes) {
    roots.push(rootOf(leaves.subarray(from, from + blockTickets * leafBytes)));
    await otherWork();
  }
  return Buffer.concat(roots);
}

/** The last leaves of a closed list whose tree is whole, from a block's first one on. */
export async function tailOfList(scheduleId: string, size: number): Promise<Buffer> {
  const first = Math.max(0, Math.ceil(size / blockTickets) - tailBlocksMax) * blockTickets + 1;
  return readLeaves(scheduleId, first, size - first + 1);
}

/** The root of a closed list whose tree is whole. Null while it is not. */
export async function rootOfList(
  scheduleId: string,
  leaseToken: number,
  draw: DrawRecord,
  tail?: Buffer,
): Promise<string | null> {
  if (await growTree(scheduleId, leaseToken, draw, tail)) {
    const tree = await readTree(scheduleId);
    const blocks = Math.ceil(draw.lobbySize! / blockTickets);
    return Buffer.from(rootOf(tree.subarray(0, blocks * 32))).toString('hex');
  }
  // A place that was given back meanwhile made the tree another: once more from what is there now.
  const now = await readDraw(scheduleId);
  const hasMoved = now && !now.root && now.treeChanges !== draw.treeChanges;
  const { lobbySize } = draw;
  return hasMoved ? rootOfList(scheduleId, leaseToken, { ...now, lobbySize }, tail) : null;
}
