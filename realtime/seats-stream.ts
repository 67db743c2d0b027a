import { setTimeout as wait } from 'node:timers/promises';
import type { Namespace } from 'socket.io';
import { seatsRedisUrl } from '@/server/platform/redis';
import { findVersion, seatKeys } from '@/server/seats';
import { Audience, watchedBy } from './audience';
import { Channels } from './channels';
import { answerMessages, refuseOthers } from './messages';
import { type SeatChanges, seatsMessages, type SeatsWatched, type SeatVersion } from './protocol';
import { every, lookAtOne, type Watch, Watches } from './watches';

/** Of up to 2,000 watchers. More of them wait for longer, so that writing to them takes no more of the process. */
const batchMs = 100;
const batchMsOf = (watchers: number) =>
  Math.min(500, Math.max(batchMs, batchMs + (watchers - 2_000) / 10));
const versionEveryMs = 2_000;

/** Streams the changes of seat maps to everybody who looks at them. */
export function streamSeats(namespace: Namespace): Watch {
  const channels = new Channels('seat-changes', seatsRedisUrl());
  const watches = new Watches((scheduleId) => watchSeats(namespace, channels, scheduleId));
  namespace.on('connection', (socket) => {
    const look = lookAtOne(socket, watches);
    refuseOthers(socket, ['watch']);
    answerMessages(socket, 'watch', seatsMessages.client.watch, async ({ scheduleId }) => {
      await findVersion(scheduleId); // refuses what there is not before a watch is opened for it
      const watch = look(scheduleId);
      await watch?.heard;
      // Read once changes arrive here: what came before is in it, and what comes after is heard.
      return { version: await findVersion(scheduleId) } satisfies SeatsWatched;
    });
  });
  return {
    close() {
      watches.close();
      channels.close();
    },
  };
}

/** Collects one schedule's changes for a moment, so that a burst of holds is one message to each watcher. */
function watchSeats(namespace: Namespace, channels: Channels, scheduleId: string) {
  const watchers = new Audience(namespace, `seats:${scheduleId}`);
  let batch: SeatChanges | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isQuiet = true;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    isQuiet = false;
    if (batch) void watchers.tell('changes', batch);
    batch = null;
  };
  const listening = channels.listen(seatKeys(scheduleId).changes, (message) => {
    const { version, changes } = parseChanges(message);
    // A version was missed: what came before it goes out alone, and watchers see the gap behind it.
    if (batch && batch.toVersion !== version - 1) flush();
    batch ??= { scheduleId, fromVersion: version - 1, toVersion: version, changes: [] };
    batch.toVersion = version;
    for (const change of changes) batch.changes.push(change);
    timer ??= setTimeout(flush, batchMsOf(watchers.size));
  });
  const versions = every(versionEveryMs, async () => {
    const message: SeatVersion = { scheduleId, version: await findVersion(scheduleId) };
    // By then what led to it has gone out: else a whole room that only has not heard it yet would ask for the map.
    await wait(batchMs + batchMsOf(watchers.size));
    // Changes tell the version too.
    if (isQuiet) await watchers.tell('version', message);
    isQuiet = true;
  });
  const watched = watchedBy(watchers, listening, versions, { close: () => clearTimeout(timer) });
  return { ...watched, heard: listening.heard };
}

/** `<version>|<seat>:<digit>,<seat>:<digit>...` as the seat scripts publish it. */
export function parseChanges(message: string): { version: number; changes: number[] } {
  const [version, list = ''] = message.split('|');
  return { version: Number(version), changes: list.split(/[:,]/).filter(Boolean).map(Number) };
}
