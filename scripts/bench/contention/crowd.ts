import type { Answer, Client } from '../room/client';
import type { Person } from '../room/people';

/** How it ended for one person, and how long each call took and the whole did, in ms. */
export type Told = {
  outcome: 'ticket' | 'sold out' | 'failed';
  tookMs: number;
  callsMs: number[];
  seatId?: number;
  failure?: string;
};

/** What a page shows as free: kept by the stream of changes there, and by a look now and then here. */
export type MapOfFree = { pick: () => number | null };

const chosenTriesMax = 3;
const best = JSON.stringify({ bestAvailable: { grade: 'R', count: 1 } });
const chosen = (seatId: number) => JSON.stringify({ seatIds: [seatId] });

type Hold = { id: string; seats: { seatId: number }[] };

class Unexpected extends Error {}

const codeOf = ({ body }: Answer) => (JSON.parse(body) as { code?: string }).code;

/** One person's way from arriving to knowing. `from`: when they arrived, which is when they were due. */
class Visit {
  readonly callsMs: number[] = [];
  private isFirst = true;

  constructor(
    private readonly client: Client,
    private readonly person: Person,
    private readonly from: number,
  ) {}

  async call(request: string): Promise<Answer> {
    const sentAt = this.isFirst ? this.from : performance.now();
    this.isFirst = false;
    const answer = await this.client.ask(request);
    this.callsMs.push(performance.now() - sentAt);
    return answer;
  }

  /** The seat chosen on the map, others when it is gone, and then whatever is best; null when nothing is left. */
  async hold(map: MapOfFree | null): Promise<Hold | null> {
    for (let tries = 0; map && tries < chosenTriesMax; tries++) {
      const seatId = map.pick();
      if (seatId === null) break;
      const answer = await this.call(this.person.hold(chosen(seatId)));
      if (answer.status === 201) return JSON.parse(answer.body) as Hold;
      if (codeOf(answer) !== 'seat_taken') throw new Unexpected(answer.body);
    }
    const answer = await this.call(this.person.hold(best));
    if (answer.status === 201) return JSON.parse(answer.body) as Hold;
    if (codeOf(answer) === 'sold_out') return null;
    throw new Unexpected(answer.body);
  }

  async buy({ id: holdId }: Hold): Promise<void> {
    const reserved = await this.call(this.person.reserve(JSON.stringify({ holdId })));
    if (reserved.status !== 201) throw new Unexpected(reserved.body);
    const { id: reservationId } = JSON.parse(reserved.body) as { id: string };
    const order = JSON.stringify({ reservationId, method: 'wallet' });
    const paid = await this.call(this.person.pay(order));
    const { ticketIds } = JSON.parse(paid.body) as { ticketIds?: string[] };
    if (paid.status !== 201 || ticketIds?.length !== 1) throw new Unexpected(paid.body);
  }
}

async function visit(
  client: Client,
  person: Person,
  from: number,
  findHold: (visit: Visit) => Promise<Hold | null>,
): Promise<Told> {
  const one = new Visit(client, person, from);
  const told = (outcome: Told['outcome'], more: Partial<Told> = {}): Told => ({
    ...{ outcome, tookMs: performance.now() - from, callsMs: one.callsMs },
    ...more,
  });
  try {
    const hold = await findHold(one);
    if (!hold) return told('sold out');
    await one.buy(hold);
    return told('ticket', { seatId: hold.seats[0]!.seatId });
  } catch (error) {
    return told('failed', { failure: (error as Error).message });
  }
}

/** People arrive one after the other over so many seconds; every other one chooses a seat on the map. */
export async function arrive(
  client: Client,
  people: Person[],
  seconds: number,
  map: MapOfFree,
): Promise<Told[]> {
  const beganAt = performance.now();
  const visits: Promise<Told>[] = [];
  while (visits.length < people.length) {
    const passed = (performance.now() - beganAt) / 1_000 / seconds;
    const due = Math.min(people.length, Math.floor(passed * people.length));
    while (visits.length < due) {
      const n = visits.length;
      const from = beganAt + (n / people.length) * seconds * 1_000;
      visits.push(visit(client, people[n]!, from, (one) => one.hold(n % 2 === 0 ? map : null)));
    }
    await new Promise((resume) => setTimeout(resume, 1));
  }
  return Promise.all(visits);
}

/** All at one instant want the same seat, and no other. */
export function rush(client: Client, people: Person[], seatId: number): Promise<Told[]> {
  const from = performance.now();
  const findHold = async (one: Visit, person: Person) => {
    const answer = await one.call(person.hold(chosen(seatId)));
    if (answer.status === 201) return JSON.parse(answer.body) as Hold;
    if (codeOf(answer) === 'seat_taken') return null;
    throw new Unexpected(answer.body);
  };
  return Promise.all(
    people.map((person) => visit(client, person, from, (one) => findHold(one, person))),
  );
}
