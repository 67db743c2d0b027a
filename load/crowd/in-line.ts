import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { type Api, read, type Reply } from './api';
import type { Credential } from './plan';
import { around, type Random } from './random';
import { type Address, openStream, type Stream } from './stream';

export type Waited =
  | { came: 'invited' }
  | { came: 'sold_out' }
  | { came: 'late' }
  | { came: 'over'; state: string };

type InLine = {
  api: Api;
  person: Credential;
  scheduleId: string;
  realtime: Address;
  source: string;
  random: Random;
  deadline: number;
  fault: (code: string) => void;
};

/** A page without its stream asks now and then, until it has one again. */
const reconnectMs = { least: 1_000, most: 8_000 };
/** How long somebody goes on waiting, in seconds, once nothing is left for sale. */
const patienceS = 20;

/** Waits in line as the waiting page does: over its stream, and by asking while that is away. */
export function waitForTurn(line: InLine): Promise<Waited> {
  return new Promise((resolve) => new Waiting(line, resolve).open(true));
}

class Waiting {
  private stream: Stream | null = null;
  private isOver = false;
  private leaving: NodeJS.Timeout | undefined;
  private readonly late: NodeJS.Timeout;

  constructor(
    private readonly line: InLine,
    private readonly resolve: (waited: Waited) => void,
  ) {
    this.late = setTimeout(() => this.end({ came: 'late' }), line.deadline - Date.now());
  }

  open(takesOver: boolean): void {
    const { realtime, source, person, scheduleId } = this.line;
    const watch = { scheduleId, takesOver };
    this.stream = openStream(
      { realtime, source, namespace: '/queue', token: person.token, watch },
      {
        watched: (json) => this.watched(json),
        event: (name, json) => this.hear(name, json),
        lost: () => this.lost(),
      },
    );
  }

  private watched(json: string): void {
    const answer = JSON.parse(json) as { ok: boolean; data?: { place: PlaceView | null } };
    if (answer.data?.place) this.look(answer.data.place);
  }

  private hear(name: string, json: string): void {
    if (name === 'place') this.look((JSON.parse(json) as { place: PlaceView }).place);
    else if (name === 'stock') this.count(json);
    else if (name === 'fault') this.line.fault('line_fault');
    else if (name === 'forgotten') void this.ask();
  }

  private look({ state }: PlaceView): void {
    if (state === 'invited' || state === 'inside') this.end({ came: 'invited' });
    else if (state !== 'waiting') this.end({ came: 'over', state });
  }

  /** Everybody hears what is left; whoever sees nothing for long enough goes home. */
  private count(json: string): void {
    if (json === lastStock.json) return this.mind(lastStock.left);
    const stock = JSON.parse(json) as { left: number }[];
    lastStock.json = json;
    lastStock.left = stock.reduce((sum, { left }) => sum + left, 0);
    this.mind(lastStock.left);
  }

  private mind(left: number): void {
    if (left > 0) {
      clearTimeout(this.leaving);
      this.leaving = undefined;
    } else
      this.leaving ??= setTimeout(
        () => this.end({ came: 'sold_out' }),
        around(patienceS, this.line.random) * 1_000,
      );
  }

  private lost(): void {
    if (this.isOver) return;
    this.line.fault('socket_lost');
    const { least, most } = reconnectMs;
    const waitMs = least + this.line.random() * (most - least);
    setTimeout(() => {
      if (this.isOver) return;
      void this.ask();
      this.open(false);
    }, waitMs);
  }

  private async ask(): Promise<void> {
    const { api, person, scheduleId } = this.line;
    const reply = await askPlace(api, person, scheduleId);
    if (!this.isOver && reply.ok) this.look(read(reply) as PlaceView);
  }

  private end(waited: Waited): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.late);
    clearTimeout(this.leaving);
    this.stream?.close();
    this.resolve(waited);
  }
}

/** Parsed once, not once a person: all hear the same. */
const lastStock = { json: '', left: 0 };

export const askPlace = (api: Api, { token }: Credential, scheduleId: string): Promise<Reply> =>
  api.ask({
    step: 'wait_look',
    method: 'GET',
    path: `/api/queue/${scheduleId}/places/me`,
    token,
  });
