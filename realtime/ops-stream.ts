import type { Namespace, Socket } from 'socket.io';
import { type Actor, requireStaff } from '@/server/platform/actor';
import { findSale } from '@/server/schedules';
import { Audience, watchedBy } from './audience';
import { answerMessages, refuseOthers } from './messages';
import { opsMessages } from './protocol';
import { every, lookAtOne, type Watch, Watches } from './watches';

const saleEveryMs = 1_000;
/** How soon a role that was taken away ends the stream. */
const rightsEveryMs = 3_000;

const isStaff = (actor: Actor) => actor.kind === 'account' && actor.role !== 'FAN';

/** Streams one sale's live numbers to its staff: read once for everybody, as somebody who may see them. */
export function streamOperations(
  namespace: Namespace,
  actorOf: (socket: Socket) => Promise<Actor>,
): Watch {
  const readers = new Map<string, Actor>();
  const watches = new Watches((scheduleId) => {
    const staff = new Audience(namespace, `sale:${scheduleId}`);
    const sales = every(saleEveryMs, async () => {
      const reader = readers.get(scheduleId);
      if (reader) await staff.tell('sale', await findSale(reader, scheduleId));
    });
    return watchedBy(staff, sales);
  });
  namespace.on('connection', (socket) => {
    const look = lookAtOne(socket, watches);
    refuseOthers(socket, ['watch']);
    const rights = every(rightsEveryMs, async () => {
      const actor = await actorOf(socket);
      if (socket.rooms.size > 1 && !isStaff(actor)) socket.disconnect(true);
    });
    socket.on('disconnect', () => rights.close());
    answerMessages(socket, 'watch', opsMessages.client.watch, async ({ scheduleId }) => {
      const actor = requireStaff(await actorOf(socket));
      const sale = await findSale(actor, scheduleId);
      readers.set(scheduleId, actor);
      look(scheduleId);
      return sale;
    });
  });
  return watches;
}
