import { z } from 'zod';
import { gather } from '@/server/platform/gather';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys } from './waiting-room.redis';

const readScript = defineScript('server/waiting-room/lua/read-place-8.lua');
/** In one run: half a millisecond of Redis. */
const placesMax = 100;

const whole = z.coerce.number().int();

const stateOfLetter = {
  w: 'waiting',
  a: 'waiting',
  z: 'waiting',
  i: 'invited',
  e: 'inside',
  d: 'done',
  l: 'left',
  x: 'lapsed',
  p: 'lapsed',
} as const;

const placeReply = z.tuple([
  whole,
  z.enum(['w', 'a', 'z', 'i', 'e', 'd', 'l', 'x', 'p', '']),
  whole,
  whole,
  whole,
  z.string(),
  whole,
  whole,
]);

export type PlaceRecord = {
  ticket: number;
  state: (typeof stateOfLetter)[keyof typeof stateOfLetter];
  /** Passed over while away. */
  passedOver: boolean;
  lapsed: 'invitation' | 'pass' | null;
  /** When this person was last known to be present. */
  seenAtMs: number;
  invitedUntilMs: number;
  passUntilMs: number;
  passId: string;
  /** 0 of who does not snooze. */
  snoozedUntilMs: number;
  /** The number in the presale lane, null before its draw; undefined in the general one. */
  presaleNumber?: number | null;
};

/** Null without a place. Who asks of the same line within one turn of the event loop shares a run of the script. */
export const readPlace: (scheduleId: string, accountId: string) => Promise<PlaceRecord | null> =
  gather(placesMax, readPlaces);

async function readPlaces(
  scheduleId: string,
  accountIds: string[],
): Promise<(PlaceRecord | null)[]> {
  const reply = await readScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'invited', 'inside', 'passes', 'snoozed', 'presale'),
    accountIds,
  );
  return z.array(placeReply).parse(reply).map(recordOf);
}

function recordOf([
  ticket,
  letter,
  seen,
  invitedUntilMs,
  passUntilMs,
  passId,
  snoozedUntilMs,
  presale,
]: z.infer<typeof placeReply>): PlaceRecord | null {
  if (ticket === 0 || letter === '') return null;
  const lapsed = letter === 'x' ? 'invitation' : letter === 'p' ? 'pass' : null;
  return {
    ticket,
    state: stateOfLetter[letter],
    passedOver: letter === 'a',
    lapsed,
    seenAtMs: seen * 1_000,
    invitedUntilMs,
    passUntilMs,
    passId,
    snoozedUntilMs,
    ...(presale !== 0 && { presaleNumber: presale > 0 ? presale : null }),
  };
}
