import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '@/server/platform/actor';
import { tendLine } from '../admission';
import { joinLine } from '../places';
import { aLine, people, setCounter, setLine } from '../testing.redis';
import { readClock } from '../waiting-room.redis';
import { quicknet } from './verifier/beacon';

/** When the next round that is at least `ms` away comes out. */
export async function nextRoundAt(ms: number): Promise<number> {
  const genesis = quicknet.genesisSeconds * 1_000;
  const soonest = (await readClock()) + ms;
  return genesis + Math.ceil((soonest - genesis) / 3_000) * 3_000;
}

/** A lobby of `size` people, its list not yet closed; it opens in a minute. */
export async function aLobby(size: number): Promise<{ line: string; lobby: Account[] }> {
  const line = await aLine({ opensAt: (await readClock()) + 60_000 });
  const lobby = people(size);
  await joinLine(lobby[0]!, line);
  // One pipeline, so tickets are taken in this order.
  await Promise.all(lobby.slice(1).map((person) => joinLine(person, line)));
  return { line, lobby };
}

/** Closes a lobby's list now; the promised round comes out at the instant that is returned, in a second or some. */
export async function closeList(line: string): Promise<number> {
  const roundAt = await nextRoundAt(800);
  await setLine(line, { opensAt: roundAt + 3_000 });
  await setCounter(line, 'freezesAt', (await readClock()) - 1);
  await tendLine(line);
  return roundAt;
}

/** A lobby that was drawn with the word of the beacon, for real: takes up to four seconds. */
export async function aDrawnLobby(size: number): Promise<{ line: string; lobby: Account[] }> {
  const { line, lobby } = await aLobby(size);
  const roundAt = await closeList(line);
  await setCounter(line, 'opensAt', roundAt); // nothing is promised anew once the list is closed
  await wait(Math.max(0, roundAt - (await readClock())) + 5);
  await tendLine(line);
  return { line, lobby };
}
