import { setTimeout as pause } from 'node:timers/promises';
import type { SeatChanges } from '@/realtime/protocol';
import type { HoldView } from '@/server/holds/holds.schema';
import { type Api, read, type Reply, type Request } from './api';
import { type End, endOf } from './end';
import type { Credential, FansPlan, Outcome } from './plan';
import { around, type Random } from './random';
import type { SeatMap } from './seat-map';
import { type Address, openStream, type Stream } from './stream';

type Visit = {
  api: Api;
  map: SeatMap;
  plan: FansPlan;
  endsAt: number;
  person: Credential;
  random: Random;
  seats: { realtime: Address; source: string; fault: (code: string) => void };
};

type Leave = (outcome: Outcome) => Promise<End>;

/** How many seats somebody wants: of a hundred people. */
const wishes = [
  { count: 1, of: 35 },
  { count: 2, of: 45 },
  { count: 3, of: 8 },
  { count: 4, of: 12 },
];
/** Seats lost to somebody faster, before the page's "best available" is taken instead. */
const lossesMax = 5;
/** How often somebody looks again when nothing is left: holds run out. */
const looksMax = 3;
const looksEveryS = 6;

/** Of the grade, or of so many together: another may have some. */
const isNoneLeft = (code: string) => code === 'sold_out' || code === 'no_seats_together';

/** From the pass to tickets: the map, a hold, a reservation, the wallet. */
export class Inside {
  private stream: Stream | null = null;

  constructor(private readonly visit: Visit) {}

  close(): void {
    this.stream?.close();
  }

  async shop(leave: Leave): Promise<End> {
    const { random, plan } = this.visit;
    const { habits } = plan;
    const drawn = await this.openMap();
    if (!drawn.ok) return endOf(drawn);
    await this.think(habits.chooseS);
    if (random() < habits.leaves) return leave('left');
    const hold = await this.hold();
    if (hold === null) return leave('sold_out');
    if ('outcome' in hold) return hold;
    return this.buy(hold);
  }

  /** The map as the seat page draws it: a snapshot, then changes as they are told. */
  private async openMap(): Promise<Reply> {
    const { api, map, plan, person, seats } = this.visit;
    const path = `/api/schedules/${plan.scheduleId}/seats`;
    const { token } = person;
    const reply = await api.persist({ step: 'seat_map', method: 'GET', path, token });
    if (!reply.ok) return reply;
    map.take(read(reply) as { version: number; status: string });
    this.stream = openStream(
      { ...seats, namespace: '/seats', token, watch: { scheduleId: plan.scheduleId } },
      {
        watched: () => undefined,
        event: (name, json) => {
          if (name === 'changes') map.change(changesOf(json));
        },
        lost: () => seats.fault('socket_lost'),
      },
    );
    return reply;
  }

  private think(medianS: number): Promise<unknown> {
    return pause(around(medianS, this.visit.random) * 1_000);
  }

  /** Null when there is nothing left. */
  private async hold(): Promise<HoldView | End | null> {
    const { random, plan } = this.visit;
    const wanted = this.wish();
    if (random() < plan.habits.choosesOnMap) {
      const chosen = await this.choose(wanted);
      if (chosen) return chosen;
    }
    for (let looks = 0; looks < looksMax && Date.now() < this.visit.endsAt; looks++) {
      // A map with nothing free on it is not asked for the best there is.
      const best = this.visit.map.free > 0 ? await this.takeBest(wanted) : null;
      if (best) return best;
      await this.think(looksEveryS);
    }
    return null;
  }

  private wish(): number {
    let left = this.visit.random() * 100;
    for (const { count, of } of wishes) if ((left -= of) < 0) return count;
    return 1;
  }

  private async choose(count: number): Promise<HoldView | End | null> {
    for (let losses = 0; losses < lossesMax; losses++) {
      const seatIds = this.visit.map.pick(count, this.visit.random);
      if (!seatIds) return null;
      const reply = await this.askHold({ seatIds });
      if (reply.ok) return read(reply) as HoldView;
      if (reply.code !== 'seat_taken') return endOf(reply);
      await this.think(1.5);
    }
    return null;
  }

  /** In any grade, beginning with one of their own liking; fewer where there are not so many. */
  private async takeBest(wanted: number): Promise<HoldView | End | null> {
    const { grades } = this.visit.plan;
    const liked = Math.floor(this.visit.random() * grades.length);
    for (const count of new Set([wanted, 1]))
      for (let n = 0; n < grades.length; n++) {
        const grade = grades[(liked + n) % grades.length]!;
        const reply = await this.askHold({ bestAvailable: { grade, count } });
        if (reply.ok) return read(reply) as HoldView;
        if (!isNoneLeft(reply.code)) return endOf(reply);
      }
    return null;
  }

  private askHold(body: object): Promise<Reply> {
    const { person, plan } = this.visit;
    const path = `/api/schedules/${plan.scheduleId}/holds`;
    return this.visit.api.persist({ step: 'hold', method: 'POST', path, ...person, body });
  }

  private command(step: Request['step'], path: string, body?: object): Promise<Reply> {
    const { token } = this.visit.person;
    return this.visit.api.persist({ step, method: 'POST', path, token, ...(body && { body }) });
  }

  private async buy(hold: HoldView): Promise<End> {
    const { random, plan } = this.visit;
    const { habits } = plan;
    // The window is closed, and the hold runs out by itself.
    if (random() < habits.abandons) return { outcome: 'left', seats: 0, why: 'abandoned' };
    const reserved = await this.command('reserve', '/api/reservations', { holdId: hold.id });
    if (!reserved.ok) return endOf(reserved);
    const { id: reservationId } = read(reserved) as { id: string };
    await this.think(habits.payS);
    const paid = await this.command('pay', '/api/payments', { reservationId, method: 'wallet' });
    if (!paid.ok) return endOf(paid);
    const seats = (read(paid) as { ticketIds: string[] }).ticketIds.length;
    if (random() >= habits.cancels) return { outcome: 'ticket', seats };
    await this.think(habits.payS);
    const path = `/api/reservations/${reservationId}/cancellation`;
    const cancelled = await this.command('cancel', path);
    return cancelled.ok ? { outcome: 'cancelled', seats: 0 } : endOf(cancelled);
  }
}

/** Parsed once, not once a person: all hear the same. */
let lastJson = '';
let lastChanges: SeatChanges;
function changesOf(json: string): SeatChanges {
  if (json !== lastJson) {
    lastJson = json;
    lastChanges = JSON.parse(json) as SeatChanges;
  }
  return lastChanges;
}
