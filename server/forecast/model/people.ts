import { doubled } from './columns';

/** What became of somebody whose turn came. */
export const fate = { open: 0, ticket: 1, left: 2, lapsed: 3, soldOut: 4 } as const;

/** Those whose turn came, by the order of their turns: columns, and not an object each. Used again for the next seed. */
export class People {
  count = 0;
  /** Their place in the line: what their chance goes by, whatever the scenario. */
  place = new Int32Array(1_024);
  fate = new Uint8Array(1_024);
  /** From when they waited, and until when their pass lasts: ms from the opening. */
  since = new Float64Array(1_024);
  passEnd = new Float64Array(1_024);
  invitedAt = new Int32Array(1_024);
  /** Seats in hand; how often they lost some, and looked with nothing free. */
  seats = new Uint8Array(1_024);
  losses = new Uint16Array(1_024);
  looks = new Uint16Array(1_024);

  add(place: number, since: number): number {
    if (this.count === this.place.length) this.grow();
    const person = this.count++;
    this.place[person] = place;
    this.since[person] = since;
    this.fate[person] = fate.open;
    this.seats[person] = 0;
    this.losses[person] = 0;
    this.looks[person] = 0;
    return person;
  }

  private grow(): void {
    this.place = doubled(this.place);
    this.fate = doubled(this.fate);
    this.since = doubled(this.since);
    this.passEnd = doubled(this.passEnd);
    this.invitedAt = doubled(this.invitedAt);
    this.seats = doubled(this.seats);
    this.losses = doubled(this.losses);
    this.looks = doubled(this.looks);
  }
}
