import type { Namespace, Socket } from 'socket.io';
import type { Account, Actor } from '@/server/platform/actor';
import { Refusal } from '@/server/platform/refusal';
import { seatCounts } from '@/server/seats';
import {
  findForgotten,
  findLine,
  findPlace,
  notePresent,
  noticesChannel,
  readClock,
  takeoversChannel,
  tellTakeovers,
} from '@/server/waiting-room';
import {
  type LineNotice,
  type LineView,
  lineNoticeSchema,
  type PlaceView,
  type Takeovers,
  takeoversMax,
  takeoversSchema,
} from '@/server/waiting-room/waiting-room.schema';
import { Audience } from './audience';
import { Channels } from './channels';
import { answerMessages, refuseOthers } from './messages';
import {
  queueMessages,
  type QueuePlace,
  type QueueTick,
  type QueueWatched,
  type Stock,
} from './protocol';
import { every, lookAtOne, type Watch, Watches, type Watched } from './watches';

/**
 * How often somebody is told: once a second among up to 5,000, every two seconds from 10,000 on. A position is at most
 * three seconds old, and writing to a crowd leaves most of the process to its joins.
 */
const tickMsOf = (sockets: number) => Math.min(2_000, Math.max(1_000, sockets / 5));
/** A crowd is told in turn, each turn with what the line is by then. */
const turnsOf = (sockets: number) => (sockets > 5_000 ? 8 : sockets > 1_000 ? 4 : 1);
/** Far below the grace, so that one lost round passes nobody over. */
const presenceEveryMs = 20_000;
/** Pages that were just opened are told to the other processes together. */
const takeoversEveryMs = 250;

const personRoom = (scheduleId: string, accountId: string) => `place:${scheduleId}:${accountId}`;

/** Streams lines: one payload for everybody in a line, and to each person what happens to their own place. */
export function streamQueue(
  namespace: Namespace,
  actorOf: (socket: Socket) => Promise<Actor>,
): Watch {
  const channels = new Channels('line-notices');
  const watches = new Watches((scheduleId) => new LineWatch(namespace, channels, scheduleId));
  namespace.on('connection', (socket) => {
    const look = lookAtOne(socket, watches);
    let watched: string | null = null;
    refuseOthers(socket, ['watch', 'place']);
    answerMessages(
      socket,
      'watch',
      queueMessages.client.watch,
      async ({ scheduleId, takesOver }) => {
        const actor = await actorOf(socket);
        await findLine(scheduleId); // refuses what there is no line of
        const watch = look(scheduleId);
        // By the line's clock, and before anybody's takeover can be heard: a process's own clock may be off.
        const openedAt = takesOver ? await readClock() : 0;
        if (watched && watched !== scheduleId) leavePersonRooms(socket);
        watched = scheduleId;
        if (actor.kind === 'account') {
          await socket.join(personRoom(scheduleId, actor.id));
          watch?.addPresent(socket, actor);
          if (takesOver) watch?.takeOver(socket, actor, openedAt);
        }
        // Read last: who is called meanwhile is told by one or the other.
        await watch?.heard;
        const found = await readWatched(actor, scheduleId);
        watch?.follow(socket, found.place?.lane);
        return {
          ...found,
          stock: watch?.stock ?? [],
        } satisfies QueueWatched;
      },
    );
    answerMessages(socket, 'place', queueMessages.client.place, async () => {
      if (!watched) throw new Refusal('no_place');
      const place = await findPlace(await actorOf(socket), watched);
      look(watched)?.follow(socket, place.lane);
      return place;
    });
  });
  return {
    close() {
      watches.close();
      channels.close();
    },
  };
}

function leavePersonRooms(socket: Socket): void {
  for (const name of socket.rooms) if (name.startsWith('place:')) void socket.leave(name);
}

async function readWatched(actor: Actor, scheduleId: string) {
  const place = actor.kind === 'account' ? await findOwnPlace(actor, scheduleId) : null;
  return { place, line: place?.line ?? (await findLine(scheduleId)) };
}

async function findOwnPlace(actor: Actor, scheduleId: string): Promise<PlaceView | null> {
  return findPlace(actor, scheduleId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'no_place') return null;
    throw error;
  });
}

/** One line, as this process's sockets watch it. */
class LineWatch implements Watched {
  stock: Stock = [];
  readonly heard: Promise<unknown>;
  /** Whoever is in the presale lane hears of that lane in place of the general one. */
  private readonly lanes: Record<PlaceView['lane'], Audience>;
  private turn = 0;
  private settings = '';
  /** How many a minute a slowed line lets in, as it was told last. */
  private rateTold = 0;
  private epoch: number | null = null;
  /** Who has an open socket here, by account, with how many. */
  private readonly present = new Map<string, { account: Account; sockets: number }>();
  private readonly counted = new WeakSet<Socket>();
  /** Pages opened since the others were told. */
  private takeovers: Takeovers = [];
  private readonly parts: Watch[];

  constructor(
    private readonly namespace: Namespace,
    channels: Channels,
    private readonly scheduleId: string,
  ) {
    this.lanes = {
      general: new Audience(namespace, `line:${scheduleId}`),
      presale: new Audience(namespace, `presale:${scheduleId}`),
    };
    const notices = channels.listen(noticesChannel(scheduleId), (text) => void this.tell(text));
    this.heard = notices.heard;
    this.parts = [
      notices,
      channels.listen(takeoversChannel(scheduleId), (text) => this.tellElsewhere(text)),
      every(takeoversEveryMs, () => this.tellTakeovers()),
      every(
        () => tickMsOf(this.size) / turnsOf(this.size),
        () => this.tick(),
      ),
      every(
        () => 2 * tickMsOf(this.size),
        () => this.countStock(),
      ),
      every(presenceEveryMs, () => notePresent(scheduleId, [...this.present.keys()])),
    ];
  }

  close(): void {
    for (const part of this.parts) part.close();
  }

  enter(socket: Socket): void {
    if (!this.lanes.presale.has(socket)) this.lanes.general.enter(socket);
  }

  leave(socket: Socket): void {
    for (const lane of Object.values(this.lanes)) lane.leave(socket);
  }

  /** Moves a socket to a lane, unless it looks elsewhere by now. */
  follow(socket: Socket, lane: PlaceView['lane'] = 'general'): void {
    const other = this.lanes[lane === 'general' ? 'presale' : 'general'];
    if (!other.has(socket)) return;
    other.leave(socket);
    this.lanes[lane].enter(socket);
  }

  private get size(): number {
    return this.lanes.general.size + this.lanes.presale.size;
  }

  /** However often a page begins to watch. */
  addPresent(socket: Socket, account: Account): void {
    if (!socket.connected || this.counted.has(socket)) return;
    this.counted.add(socket);
    const entry = this.present.get(account.id) ?? { account, sockets: 0 };
    entry.sockets += 1;
    this.present.set(account.id, entry);
    socket.once('disconnect', () => {
      entry.sockets -= 1;
      if (entry.sockets === 0) this.present.delete(account.id);
    });
  }

  /** Of one person's pages and devices one is live: the one opened last. */
  takeOver(socket: Socket, { id }: Account, openedAt: number): void {
    socket.data = { ...(socket.data as object), tookOverAt: openedAt };
    this.takeovers.push([id, socket.id, openedAt]);
  }

  private async tellTakeovers(): Promise<void> {
    if (this.takeovers.length > 0)
      await tellTakeovers(this.scheduleId, this.takeovers.splice(0, takeoversMax));
  }

  /** Those that were opened later stay: they have taken over themselves. Within one millisecond the ids decide. */
  private tellElsewhere(message: string): void {
    for (const [accountId, socketId, at] of takeoversSchema.parse(JSON.parse(message))) {
      for (const socket of this.socketsOf(accountId)) {
        const { tookOverAt = 0 } = socket.data as { tookOverAt?: number };
        const isOlder = tookOverAt < at || (tookOverAt === at && socket.id < socketId);
        if (isOlder) socket.emit('elsewhere', {});
      }
    }
  }

  private async tick(): Promise<void> {
    const line = await findLine(this.scheduleId).catch(() => null);
    if (!line) return this.tellInTurn('fault', {});
    const presale = await this.findPresale();
    await this.tellInTurn('tick', tickOf(line), tickOf(presale ?? line));
    if (this.epoch !== null && this.epoch !== line.epoch) await this.tellForgotten();
    this.epoch = line.epoch;
    const settings = settingsOf(line);
    const rate = line.slowed?.rate ?? 0;
    if (this.settings === settings && !isFarFrom(rate, this.rateTold)) return;
    if (this.settings) await this.tellAll('line', line, presale ?? line);
    [this.settings, this.rateTold] = [settings, rate];
  }

  private async tellInTurn(name: string, general: unknown, presale = general): Promise<void> {
    const turn = this.turn++;
    const turns = turnsOf(this.size);
    await this.lanes.general.tellInTurn(turn, turns, name, general);
    await this.lanes.presale.tellInTurn(turn, turns, name, presale);
  }

  private async tellAll(name: string, general: unknown, presale = general): Promise<void> {
    await this.lanes.general.tell(name, general);
    await this.lanes.presale.tell(name, presale);
  }

  /** The line as its presale lane sees it, when anybody of that lane is connected here. */
  private async findPresale(): Promise<LineView | null> {
    return this.lanes.presale.size > 0 ? findLine(this.scheduleId, 'presale') : null;
  }

  /** Behind a crash only those whose place was lost with it have anything to do. */
  private async tellForgotten(): Promise<void> {
    for (const accountId of await findForgotten(this.scheduleId, [...this.present.keys()]))
      this.namespace.to(personRoom(this.scheduleId, accountId)).emit('forgotten', {});
  }

  private async countStock(): Promise<void> {
    const counts = await seatCounts(this.scheduleId);
    const stock = counts.map(({ grade, available }) => ({ grade, left: available }));
    if (JSON.stringify(stock) === JSON.stringify(this.stock)) return;
    this.stock = stock;
    await this.tellAll('stock', stock);
  }

  /** Tells people whose place changed, on whatever devices of theirs are connected here. */
  private async tell(message: string): Promise<void> {
    const { kind, accounts } = lineNoticeSchema.parse(JSON.parse(message));
    const here = accounts.flatMap((id) => this.present.get(id)?.account ?? []);
    for (const { id } of here) this.changeLane(kind, id);
    await Promise.allSettled(
      here.map(async (account) => {
        const place = await findPlace(account, this.scheduleId);
        const told: QueuePlace = { kind, place };
        this.namespace.to(personRoom(this.scheduleId, account.id)).emit('place', told);
      }),
    );
  }

  /** `joined` is only told of the presale lane: a join like any other needs no telling. */
  private changeLane(kind: LineNotice['kind'], accountId: string): void {
    if (kind !== 'joined' && kind !== 'left') return;
    for (const socket of this.socketsOf(accountId))
      this.follow(socket, kind === 'joined' ? 'presale' : 'general');
  }

  private socketsOf(accountId: string): Socket[] {
    const { adapter, sockets } = this.namespace;
    const ids = adapter.rooms.get(personRoom(this.scheduleId, accountId)) ?? [];
    return [...ids].flatMap((id) => sockets.get(id) ?? []);
  }
}

/** What changes all the time: the counters, the clock, and the rate that the closed loop moves every second. */
const restless = new Set(['issued', 'waiting', 'cursor', 'movedPerMinute', 'serverNow', 'rate']);

/** So much more or less is news; what a rate moves in a second is not, and comes with the next count of a place. */
const rateStep = 1.5;
const isFarFrom = (rate: number, told: number): boolean =>
  Math.max(rate, told) > Math.min(rate, told) * rateStep;

const tickOf = ({ cursor, issued, waiting, movedPerMinute, serverNow }: LineView): QueueTick => [
  cursor,
  issued,
  waiting,
  movedPerMinute,
  Date.parse(serverNow),
];

/** What of a line changes seldom. */
const settingsOf = (line: LineView) =>
  JSON.stringify(line, (name, value: unknown) => (restless.has(name) ? undefined : value));
