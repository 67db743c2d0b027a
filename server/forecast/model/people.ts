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
    const twice = <T extends Int32Array | Uint8Array | Uint16Array | Float64Array>(
      from: T,
      to: T,
    ): T => {
      to.set(from);
      return to;
    };
    const length = this.count * 2;
    this.place = twice(this.place, new Int32Array(length));
    this.fate = twice(this.fate, new Uint8Array(length));
    this.since = twice(this.since, new Float64Array(length));
    this.passEnd = twice(this.passEnd, new Float64Array(length));
    this.invitedAt = twice(this.invitedAt, new Int32Array(length));
    this.seats = twice(this.seats, new Uint8Array(length));
    this.losses = twice(this.losses, new Uint16Array(length));
    this.looks = twice(this.looks, new Uint16Array(length));
  }
}
