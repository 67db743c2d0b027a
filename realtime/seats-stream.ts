import { setTimeout as wait } from 'node:timers/promises';
import type { Namespace } from 'socket.io';
import { seatsRedisUrl } from '@/server/platform/redis';
import { findVersion, seatKeys } from '@/server/seats';
import { Channels, type Listening } from './channels';
import { answerMessages, refuseOthers } from './messages';
import { type SeatChanges, seatsMessages, type SeatsWatched, type SeatVersion } from './protocol';
import { every, lookAtOne, type Watch, Watches } from './watches';

const batchMs = 100;
const versionEveryMs = 2_000;

const room = (scheduleId: string) => `seats:${scheduleId}`;

/** Streams the changes of seat maps to everybody who looks at them. */
export function streamSeats(namespace: Namespace): Watch {
  const channels = new Channels('seat-changes', seatsRedisUrl());
  const watches = new Watches((scheduleId) => watchSeats(namespace, channels, scheduleId));
  namespace.on('connection', (socket) => {
    const look = lookAtOne(socket, watches, room);
    refuseOthers(socket, ['watch']);
    answerMessages(socket, 'watch', seatsMessages.client.watch, async ({ scheduleId }) => {
      await findVersion(scheduleId); // refuses what there is not before a watch is opened for it
      const watch = await look(scheduleId);
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

/** Collects one schedule's changes for 100 ms at a time, so that a burst of holds is one message to each watcher. */
function watchSeats(namespace: Namespace, channels: Channels, scheduleId: string): Listening {
  let batch: SeatChanges | null = null;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (batch) namespace.to(room(scheduleId)).emit('changes', batch);
    batch = null;
  };
  const listening = channels.listen(seatKeys(scheduleId).changes, (message) => {
    const { version, changes } = parseChanges(message);
    // A version was missed: what came before it goes out alone, and watchers see the gap behind it.
    if (batch && batch.toVersion !== version - 1) flush();
    batch ??= { scheduleId, fromVersion: version - 1, toVersion: version, changes: [] };
    batch.toVersion = version;
    for (const change of changes) batch.changes.push(change);
    timer ??= setTimeout(flush, batchMs);
  });
  const versions = every(versionEveryMs, async () => {
    const message: SeatVersion = { scheduleId, version: await findVersion(scheduleId) };
    // By then what led to it has gone out: else a whole room that only has not heard it yet would ask for the map.
    await wait(2 * batchMs);
    namespace.to(room(scheduleId)).volatile.emit('version', message);
  });
  return {
    heard: listening.heard,
    close() {
      listening.close();
      versions.close();
      clearTimeout(timer);
    },
  };
}

/** `<version>|<seat>:<digit>,<seat>:<digit>...` as the seat scripts publish it. */
export function parseChanges(message: string): { version: number; changes: number[] } {
  const [version, list = ''] = message.split('|');
  return { version: Number(version), changes: list.split(/[:,]/).filter(Boolean).map(Number) };
}
