import { z } from 'zod';
import { gather } from '@/server/platform/gather';
import { lineRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { keys, type LineRecord, readLineNow } from './waiting-room.redis';
import { placesPerLineMax } from './waiting-room.schema';

const joinScript = defineScript('server/waiting-room/lua/join-line-5.lua');
/** In one run: a millisecond of Redis. */
const joinersMax = 100;

/** Who joins: in the presale lane or not, and as which person where the line asks for identities. */
export type Joiner = {
  id: string;
  emailVerified: boolean;
  isPresale?: boolean;
  identity?: string | undefined;
};

const joinedSchema = z.object({
  status: z.enum([
    'joined',
    'again',
    'unconfigured',
    'over',
    'not_open',
    'unverified',
    'unidentified',
    'identity_in_line',
    'full',
  ]),
  /** 0 of who got no place. */
  ticket: z.int(),
});
export type Joined = z.infer<typeof joinedSchema>;

/** Gives each account its place, in order: the one it has, else a new one at the end. */
async function joinAllInRedis(scheduleId: string, joiners: Joiner[]): Promise<Joined[]> {
  const reply = await joinScript.run(
    lineRedis(),
    keys(scheduleId, 'line', 'places', 'roll', 'events', 'presale'),
    [placesPerLineMax, ...joiners.flatMap(argsOf)],
  );
  const flat = z.array(z.unknown()).parse(reply);
  return joiners.map((_, n) =>
    joinedSchema.parse({ status: flat[2 * n], ticket: flat[2 * n + 1] }),
  );
}

const argsOf = ({ id, emailVerified, isPresale = false, identity = '' }: Joiner) => [
  id,
  Number(emailVerified),
  Number(isPresale),
  identity,
];

/** One account in a run of its own. */
export async function joinInRedis(scheduleId: string, joiner: Joiner): Promise<Joined> {
  const [joined] = await joinAllInRedis(scheduleId, [joiner]);
  return joined!;
}

/**
 * Joins together with all who join the same line within one turn of the event loop: a run of the script for each
 * hundred, and a reading of the line. `line` is read behind them, except where Redis did not know the script.
 */
export const joinWithOthers: (
  scheduleId: string,
  joiner: Joiner,
) => Promise<Joined & { line: LineRecord | null }> = gather(
  joinersMax,
  async (scheduleId, joiners: Joiner[]) => {
    // One round trip: the commands go out together and run in this order.
    const [all, line] = await Promise.all([
      joinAllInRedis(scheduleId, joiners),
      readLineNow(scheduleId),
    ]);
    return all.map((joined) => ({ ...joined, line }));
  },
);
