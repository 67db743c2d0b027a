import { untilDoor } from '@/realtime/page/door';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { type Api, read, type Request } from './api';
import { type End, endOf } from './end';
import { askPlace, waitForTurn } from './in-line';
import { Inside } from './inside';
import type { Credential, FansPlan, Outcome } from './plan';
import { around, randomOfPerson, type Random } from './random';
import type { SeatMap } from './seat-map';
import type { Address } from './stream';

export type World = {
  api: Api;
  plan: FansPlan & { seed: number };
  map: SeatMap;
  realtime: Address;
  /** Unix ms. */
  endsAt: number;
  fault: (code: string) => void;
  joined: () => void;
  entered: (joinedAt: number, waitMs: number) => void;
};

/** Loopback has sixteen million addresses, and each has ports for some ten thousand connections. */
const perSource = 10_000;
/** How many reload the page once while they wait. */
const reloads = 0.1;

/** One fan's way through the sale, from arriving to an end that counts. Every choice comes from the seed. */
export class Fan {
  private readonly random: Random;
  private readonly person: Credential;
  private readonly source: string;

  constructor(
    private readonly world: World,
    index: number,
  ) {
    this.random = randomOfPerson(world.plan.seed, index);
    this.person = world.plan.people[index]!;
    this.source = `127.0.0.${1 + Math.floor(index / perSource)}`;
  }

  async live(): Promise<End> {
    const joinedAt = await this.join();
    if (typeof joinedAt !== 'number') return joinedAt;
    if (this.random() < reloads) await askPlace(this.world.api, this.person, this.scheduleId);
    for (;;) {
      const waited = await this.wait();
      if (waited.came === 'over') return { outcome: 'left', seats: 0, why: waited.state };
      if (waited.came !== 'invited')
        return this.leave(waited.came === 'late' ? 'failed' : 'sold_out', waited.came);
      if (this.random() < this.habits.noShow) return { outcome: 'left', seats: 0, why: 'no show' };
      await pause(around(this.habits.enterS, this.random) * 1_000);
      const pass = await this.enter();
      if (typeof pass === 'string') {
        this.world.entered(joinedAt, Date.now() - Math.max(joinedAt, this.world.plan.opensAt));
        return this.shop(pass);
      }
      if (pass) return pass;
    }
  }

  private get scheduleId() {
    return this.world.plan.scheduleId;
  }

  private get habits() {
    return this.world.plan.habits;
  }

  private queue(step: Request['step'], method: Request['method'], path: string): Request {
    const { token } = this.person;
    return { step, method, path: `/api/queue/${this.scheduleId}${path}`, token };
  }

  /** When they first asked to join, in Unix ms: a slow answer is a part of their wait. */
  private async join(): Promise<number | End> {
    const askedAt = Date.now();
    const reply = await this.world.api.persist(this.queue('join', 'POST', '/places'));
    if (!reply.ok) return endOf(reply);
    this.world.joined();
    return askedAt;
  }

  private wait() {
    const { api, realtime, endsAt: deadline, fault } = this.world;
    const { person, scheduleId, source, random } = this;
    return waitForTurn({ api, person, scheduleId, realtime, source, random, deadline, fault });
  }

  /** The pass; null for one who is invited anew, or waits on. Full rooms are asked again, as the page does. */
  private async enter(): Promise<string | End | null> {
    for (let tries = 0; tries < 10; tries++) {
      const reply = await this.world.api.persist(this.queue('enter', 'POST', '/places/me/entry'));
      if (reply.ok) return (read(reply) as PlaceView).pass!.token;
      if (reply.code !== 'not_your_turn') return endOf(reply);
      await pause(untilDoor(reply.retryAfterMs, this.random));
    }
    return null;
  }

  private async shop(pass: string): Promise<End> {
    const { api, map, plan, endsAt, realtime, fault } = this.world;
    const person = { token: this.person.token, pass };
    const seats = { realtime, source: this.source, fault };
    const inside = new Inside({ api, map, plan, endsAt, person, random: this.random, seats });
    try {
      return await inside.shop((outcome) => this.leave(outcome));
    } finally {
      inside.close();
    }
  }

  /** Gives up place, pass and whatever is held, by the page's own button. */
  private async leave(outcome: Outcome, why?: string): Promise<End> {
    const reply = await this.world.api.persist(this.queue('leave', 'DELETE', '/places/me'));
    if (!reply.ok && reply.code !== 'no_place') return endOf(reply);
    return { outcome, seats: 0, ...(why && { why }) };
  }
}
