import { type Account, type Actor, requireAccount } from '@/server/platform/actor';
import { chunksOf } from '@/server/platform/lists';
import { endPass, endPasses, type EndedPass, grantPass } from '@/server/holds';
import { newId } from '@/server/platform/id';
import { SeatsAway } from '@/server/platform/redis';
import { Refusal } from '@/server/platform/refusal';
import { findIdentityHash } from '@/server/users';
import { countAhead, noteLeft } from './departures';
import { numberOfTicket } from './draw/order';
import { reinstatePlace } from './epochs';
import { joinWithOthers } from './join-line.redis';
import { signJoin } from './join-token';
import { extendInRedis } from './extend-pass.redis';
import { drawOf, loadLine, presaleLaneOf, requireLine, viewLine } from './lines';
import { signPass } from './pass-token';
import { takeCode } from './presale';
import { tellJoined } from './presale.redis';
import { type PlaceRecord, readPlace } from './read-place.redis';
import {
  finishInRedis,
  leaveInRedis,
  type EndedPlace,
  enterInRedis,
  type LineRecord,
  touchInRedis,
} from './waiting-room.redis';
import type { PassView, PlaceView } from './waiting-room.schema';

/** A poll closer than this to the last sign of life changes nothing. */
const touchEveryMs = 10_000;

/**
 * Takes a place in the line of a schedule. Joining again answers the same place, and a join token the one that Redis
 * lost; a line that asks for identities gives one place a person, whatever the account; a presale code gives one in that lane, for which a place that waits in the general one is given up. Touches no
 * Postgres.
 */
export async function joinLine(
  actor: Actor,
  scheduleId: string,
  joinToken?: string,
  code?: string,
  identity?: string,
): Promise<PlaceView> {
  const account = requireAccount(actor);
  if (joinToken) await reinstatePlace(scheduleId, account.id, joinToken);
  if (code) await changeLane(actor, scheduleId, code);
  const joiner = { ...account, isPresale: Boolean(code), identity };
  const { status, ticket, line } = await joinWithOthers(scheduleId, joiner);
  switch (status) {
    case 'joined': {
      if (code) await settlePresale(scheduleId, account.id, ticket);
      // The line was read before the join only where Redis did not know the script yet.
      if (!line || line.issued < ticket || line.presaleIssued > 0)
        return findPlace(actor, scheduleId);
      // Everybody else who waits, but for those who came later in the same batch.
      const ahead = line.waiting - 1 - (line.issued - ticket);
      return viewPlace(scheduleId, account.id, line, newPlace(ticket, line.nowMs), ahead);
    }
    case 'again':
      return findPlace(actor, scheduleId);
    case 'unconfigured':
      await loadLine(scheduleId);
      return joinLine(actor, scheduleId, undefined, code, identity);
    case 'not_open': {
      const known = line ?? (await requireLine(scheduleId));
      const { lobbyOpensAt } = viewLine(scheduleId, known);
      throw new Refusal('lobby_not_open', { lobbyOpensAt, mustVerify: mustVerify(known, account) });
    }
    case 'over':
      throw new Refusal('sale_over');
    case 'unverified':
      throw new Refusal('email_unverified');
    case 'unidentified': {
      const hash = await findIdentityHash(account.id);
      if (!hash) throw new Refusal('identity_required');
      return joinLine(actor, scheduleId, undefined, code, hash);
    }
    case 'identity_in_line':
      throw new Refusal('identity_in_line');
    case 'full':
      throw new Refusal('line_full');
  }
}

const mustVerify = ({ verifiedOnly }: LineRecord, { emailVerified }: Account): boolean =>
  verifiedOnly && !emailVerified;

/** Whether the line asks for a verified address and this account has none: said early, so that there is time for it. */
export async function needsVerifying(actor: Actor, scheduleId: string): Promise<boolean> {
  return mustVerify(await requireLine(scheduleId), requireAccount(actor));
}

/** The general line loses one: who counts the people ahead there must not count this one. And devices change lanes. */
async function settlePresale(scheduleId: string, accountId: string, ticket: number): Promise<void> {
  await noteLeft(scheduleId, await requireLine(scheduleId), ticket);
  await tellJoined(scheduleId, accountId);
}

/** Takes the code, and gives up a place that waits in the general lane. Who is called up or inside keeps that. */
async function changeLane(actor: Actor, scheduleId: string, code: string): Promise<void> {
  const { id } = requireAccount(actor);
  const { presaleShare } = await requireLine(scheduleId);
  if (presaleShare === 0) throw new Refusal('code_unknown');
  await takeCode(scheduleId, id, code);
  const place = await readPlace(scheduleId, id);
  if (place?.state === 'waiting' && place.presaleNumber === undefined)
    await leaveLine(actor, scheduleId);
}

/**
 * The actor's place. Asking counts as being present, and while inside writes the pass for the hold script once more:
 * what a crash after entering left unwritten is healed by the next look.
 */
export async function findPlace(
  actor: Actor,
  scheduleId: string,
  joinToken?: string,
): Promise<PlaceView> {
  const { id } = requireAccount(actor);
  const [line, found] = await Promise.all([requireLine(scheduleId), readPlace(scheduleId, id)]);
  if (joinToken && isNot(found, joinToken) && (await reinstatePlace(scheduleId, id, joinToken)))
    return findPlace(actor, scheduleId);
  const place = found?.state === 'inside' ? await writePassOf(scheduleId, id, found) : found;
  if (!place) throw new Refusal('no_place');
  const quiet = place.passedOver || line.nowMs - place.seenAtMs > touchEveryMs;
  if (place.state === 'waiting' && quiet) await touchInRedis(scheduleId, [id]);
  // Back from having been passed over: first in turn, or too late.
  if (place.passedOver) return findPlace(actor, scheduleId);
  const ahead = place.state === 'waiting' ? await findAhead(scheduleId, line, place) : 0;
  return viewPlace(scheduleId, id, line, place, ahead);
}

/** Whether a place is another one than the token says: nearly always it is the same, and costs nothing. */
const isNot = (place: PlaceRecord | null, joinToken: string) =>
  joinToken.split('.')[1] !== String(place?.ticket);

async function findAhead(
  scheduleId: string,
  line: LineRecord,
  { ticket, presaleNumber }: PlaceRecord,
): Promise<number> {
  if (presaleNumber !== undefined) return Infinity; // what the numbers say
  const draw = drawOf(line);
  return draw ? countAhead(scheduleId, line, numberOfTicket(draw, ticket)) : 0;
}

/** The copy of a pass that holding checks can wait for its Redis: the next look writes it, and the pass itself is signed. */
function unlessAway(error: unknown): void {
  if (!(error instanceof SeatsAway)) throw error;
}

/** Grants the pass of a place inside. When the place moved on meanwhile, so does the pass; returns the newest place. */
async function writePassOf(
  scheduleId: string,
  accountId: string,
  { passId, passUntilMs }: PlaceRecord,
): Promise<PlaceRecord | null> {
  await grantPass({ scheduleId, accountId, passId, expiresAtMs: passUntilMs }).catch(unlessAway);
  const place = await readPlace(scheduleId, accountId);
  const isSame = place?.passId === passId;
  if (isSame && place.passUntilMs === passUntilMs) return place;
  if (!isSame) await endPass({ scheduleId, accountId, passId });
  return place?.state === 'inside' ? writePassOf(scheduleId, accountId, place) : place;
}

const newPlace = (ticket: number, nowMs: number): PlaceRecord => ({
  ticket,
  state: 'waiting',
  passedOver: false,
  lapsed: null,
  seenAtMs: nowMs,
  invitedUntilMs: 0,
  passUntilMs: 0,
  passId: '',
  snoozedUntilMs: 0,
});

function viewPlace(
  scheduleId: string,
  accountId: string,
  line: LineRecord,
  place: PlaceRecord,
  ahead: number,
): PlaceView {
  const isPresale = place.presaleNumber !== undefined;
  const lane = isPresale ? 'presale' : 'general';
  const laneLine = isPresale ? presaleLaneOf(line) : line;
  const lineNumber = drawnNumber(line, place.ticket);
  const number = isPresale ? place.presaleNumber! : lineNumber;
  const { state, lapsed, passId, passUntilMs: expiresAt } = place;
  return {
    scheduleId,
    state,
    lane,
    number,
    lineNumber,
    ahead: number && Math.max(0, Math.min(ahead, number - laneLine.cursor - 1)),
    invitedUntil: state === 'invited' ? new Date(place.invitedUntilMs).toISOString() : null,
    snoozedUntil: place.snoozedUntilMs ? new Date(place.snoozedUntilMs).toISOString() : null,
    lapsed,
    pass: state === 'inside' ? viewPass({ passId, accountId, scheduleId, expiresAt }) : null,
    joinToken: signJoin(
      { scheduleId, accountId },
      { ticket: place.ticket, epoch: line.epoch, lane },
    ),
    line: viewLine(scheduleId, laneLine),
  };
}

/** The number of a ticket in the whole line, null before the draw: what both lanes are ordered by. */
export function drawnNumber(line: LineRecord, ticket: number): number | null {
  const draw = drawOf(line);
  return draw && numberOfTicket(draw, ticket);
}

const viewPass = (claims: Parameters<typeof signPass>[0]): PassView => ({
  token: signPass(claims),
  expiresAt: new Date(claims.expiresAt).toISOString(),
});

/** Goes in when it is the actor's turn, and gives the pass (`findPlace` writes it); again while inside, the same pass. */
export async function enterLine(actor: Actor, scheduleId: string): Promise<PlaceView> {
  const { id: accountId } = requireAccount(actor);
  const { status, ms } = await enterInRedis(scheduleId, accountId, newId());
  switch (status) {
    case 'entered':
    case 'inside':
      return findPlace(actor, scheduleId);
    case 'full':
    case 'busy': {
      const wait = { retryAfterSeconds: seconds(ms), retryAfterMs: ms };
      throw new Refusal('not_your_turn', { ...wait, reason: status });
    }
    case 'paused':
      throw new Refusal('line_paused', { retryAfterSeconds: seconds(ms) });
    case 'waiting':
      throw new Refusal('not_your_turn');
    case 'lapsed':
      throw new Refusal('turn_lapsed');
    case 'over':
      throw new Refusal('sale_over');
    case 'none':
      throw new Refusal('no_place');
  }
}

/** Gives the actor's pass its whole time once more. Once: `extension_used` after that. */
export async function extendPass(actor: Actor, scheduleId: string): Promise<PlaceView> {
  const { id: accountId } = requireAccount(actor);
  const { status } = await extendInRedis(scheduleId, accountId);
  if (status === 'used') throw new Refusal('extension_used');
  if (status === 'none') throw new Refusal('pass_required');
  return findPlace(actor, scheduleId);
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

/**
 * Gives up the actor's place, invitation or pass, and with the pass its holds. The seats come first: while they are away
 * the place stays, so that leaving can be tried again and no pass outlives its place.
 */
export async function leaveLine(actor: Actor, scheduleId: string): Promise<void> {
  const { id: accountId } = requireAccount(actor);
  const [line, place] = await Promise.all([
    requireLine(scheduleId),
    readPlace(scheduleId, accountId),
  ]);
  if (place?.passId) await endPass({ scheduleId, accountId, passId: place.passId });
  const ended = await leaveInRedis(scheduleId, accountId);
  if (!ended) throw new Refusal('no_place');
  // Who was in the presale lane was never counted in the general one.
  if (place?.state === 'waiting' && place.presaleNumber === undefined)
    await noteLeft(scheduleId, line, place.ticket);
  const { passId } = ended;
  // Once more: a look or an extension in between may have written the pass again.
  if (passId) await endPass({ scheduleId, accountId, passId });
}

/** Ends the passes of those who have bought with them, and frees their slots. Nothing happens to what is free already. */
export async function finishPlaces(scheduleId: string, passes: EndedPlace[]): Promise<void> {
  await finishInRedis(scheduleId, passes);
  await endPasses(scheduleId, passes);
}

/** Finishes one place, as `finishPlaces` does. */
export const finishPlace = ({ scheduleId, ...pass }: EndedPass) => finishPlaces(scheduleId, [pass]);

const touchesMax = 500;

/** Notes that people are present: what an open socket counts as. */
export async function notePresent(scheduleId: string, accountIds: string[]): Promise<void> {
  for (const some of chunksOf(accountIds, touchesMax)) await touchInRedis(scheduleId, some);
}
