/** One thing that happened in a line, as `line_events` keeps it. */
export type LineEvent = {
  kind: string;
  accountId: string | null;
  atMs: number;
  facts: Record<string, string>;
};

export type LineViolation = { invariant: 5 | 6; finds: string; example: Record<string, unknown> };

type State = 'waiting' | 'away' | 'snoozing' | 'invited' | 'inside';

/** What other kinds make of a place; null ends it. A kind that is not here moves nobody: extended, drawn. */
const moves: Record<string, State | null> = {
  passed: 'away',
  returned: 'waiting',
  snoozed: 'snoozing',
  woken: 'waiting',
  lapsed: null,
  expired: null,
  left: null,
  done: null,
};

const minuteMs = 60_000;
/** What of a Redis's last writes a crash may take. */
const lostMs = 5_000;

/**
 * When an entry was decided. Its event is written some milliseconds later, when the machine is busy: a minute that is full
 * to the last entry would seem to have one too many. What the event says of it is believed within a second.
 */
function decidedMs({ atMs, facts }: LineEvent): number {
  const saidMs = Number(facts['at']);
  return saidMs <= atMs && saidMs > atMs - 1_000 ? saidMs : atMs;
}

/** The numbers that wait in one lane. */
class Lane {
  private readonly waiting = new Set<number>();
  private lowest = 1;

  add(number: number): void {
    this.waiting.add(number);
    this.lowest = Math.min(this.lowest, number);
  }

  remove(number: number): void {
    this.waiting.delete(number);
  }

  /** Whether anybody waits before a number. */
  hasBefore(number: number): boolean {
    while (this.lowest < number && !this.waiting.has(this.lowest)) this.lowest++;
    return this.lowest < number;
  }
}

/**
 * Lives through a line's events again, by rules of its own: nothing here is shared with the scripts that wrote
 * them. Finds more people inside than the capacity of that moment, more entries in a minute than the rate of that
 * moment, an invitation that passes over somebody present with a smaller number, an entry without an invitation,
 * and an account with two live places. The order is that of each lane by itself. `numbers` are the place numbers by ticket; a ticket of the lobby whose
 * number nothing has told yet cannot be compared and is left out of the order.
 */
export class LineReplay {
  readonly violations: LineViolation[] = [];
  private readonly states = new Map<string, State>();
  private readonly ticketOf = new Map<string, string>();
  private readonly presale = new Set<string>();
  private readonly lanes = { general: new Lane(), presale: new Lane() };
  private inside = 0;
  private readonly enteredAt = new Map<string, number>();
  private readonly entries: number[] = [];
  private firstOfMinute = 0;

  constructor(private readonly numbers: ReadonlyMap<string, number>) {}

  apply(event: LineEvent): void {
    if (event.kind === 'epoch') this.beginEpoch(event);
    const ticket = event.facts['ticket'];
    if (!ticket) return;
    if (event.kind === 'joined') this.join(event, ticket);
    else if (event.kind === 'invited') this.invite(event, ticket);
    else if (event.kind === 'entered') this.enter(event, ticket);
    else if (event.kind === 'reinstated') this.place(event, ticket);
    else if (event.kind === 'presale') this.changeLane(ticket);
    else if (event.kind in moves) this.move(ticket, moves[event.kind] ?? null);
  }

  private join(event: LineEvent, ticket: string): void {
    const account = event.accountId ?? '';
    const before = this.ticketOf.get(account);
    if (before && this.states.has(before)) this.report(6, 'an account with two live places', event);
    this.place(event, ticket);
  }

  private place({ accountId }: LineEvent, ticket: string): void {
    this.ticketOf.set(accountId ?? '', ticket);
    this.move(ticket, 'waiting');
  }

  /**
   * Redis came back without its last seconds, of which Postgres may know more: tickets that it forgot are nobody's until
   * they are reinstated, and who entered just before may stand at the door again.
   */
  private beginEpoch({ atMs, facts }: LineEvent): void {
    for (const ticket of [...this.states.keys()])
      if (Number(ticket) > Number(facts['kept'])) this.move(ticket, null);
    for (const [ticket, enteredMs] of this.enteredAt)
      if (enteredMs > atMs - lostMs && this.states.get(ticket) === 'inside')
        this.move(ticket, 'invited');
  }

  private invite(event: LineEvent, ticket: string): void {
    this.move(ticket, 'invited');
    const number = this.numbers.get(ticket);
    if (number === undefined) return;
    if (this.laneOf(ticket).hasBefore(number))
      this.report(5, 'an invitation before somebody present with a smaller number', event);
  }

  private enter(event: LineEvent, ticket: string): void {
    if (this.states.get(ticket) !== 'invited') this.report(5, 'an entry without invitation', event);
    this.move(ticket, 'inside');
    this.enteredAt.set(ticket, event.atMs);
    if (this.inside > Number(event.facts['capacity']))
      this.report(5, 'more people inside than the capacity', event);
    const enteredMs = decidedMs(event);
    this.entries.push(enteredMs);
    while (this.entries[this.firstOfMinute]! <= enteredMs - minuteMs) this.firstOfMinute++;
    if (this.entries.length - this.firstOfMinute > Number(event.facts['rate']))
      this.report(5, 'more entries in a minute than the rate', event);
  }

  /** Null: the place is over. */
  private move(ticket: string, to: State | null): void {
    if (this.states.get(ticket) === 'inside') this.inside--;
    if (to === 'inside') this.inside++;
    if (to) this.states.set(ticket, to);
    else this.states.delete(ticket);
    const number = this.numbers.get(ticket);
    if (number === undefined) return;
    if (to === 'waiting') this.laneOf(ticket).add(number);
    else this.laneOf(ticket).remove(number);
  }

  private laneOf(ticket: string): Lane {
    return this.presale.has(ticket) ? this.lanes.presale : this.lanes.general;
  }

  private changeLane(ticket: string): void {
    const number = this.numbers.get(ticket);
    if (number !== undefined) {
      this.lanes.general.remove(number);
      this.lanes.presale.add(number);
    }
    this.presale.add(ticket);
  }

  private report(invariant: 5 | 6, finds: string, { kind, accountId, atMs, facts }: LineEvent) {
    const at = new Date(atMs).toISOString();
    this.violations.push({ invariant, finds, example: { kind, accountId, at, ...facts } });
  }
}
