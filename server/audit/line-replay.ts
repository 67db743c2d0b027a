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

/**
 * Lives through a line's events again, by rules of its own: nothing here is shared with the scripts that wrote
 * them. Finds more people inside than the capacity of that moment, more entries in a minute than the rate of that
 * moment, an invitation that passes over somebody present with a smaller number, an entry without an invitation,
 * and an account with two live places. `numbers` are the place numbers by ticket; a ticket of the lobby whose
 * number nothing has told yet cannot be compared and is left out of the order.
 */
export class LineReplay {
  readonly violations: LineViolation[] = [];
  private readonly states = new Map<string, State>();
  private readonly ticketOf = new Map<string, string>();
  private readonly waiting = new Set<number>();
  private lowest = 1;
  private inside = 0;
  private readonly entries: number[] = [];
  private firstOfMinute = 0;

  constructor(private readonly numbers: ReadonlyMap<string, number>) {}

  apply(event: LineEvent): void {
    const ticket = event.facts['ticket'];
    if (!ticket) return;
    if (event.kind === 'joined') this.join(event, ticket);
    else if (event.kind === 'invited') this.invite(event, ticket);
    else if (event.kind === 'entered') this.enter(event, ticket);
    else if (event.kind in moves) this.move(ticket, moves[event.kind] ?? null);
  }

  private join(event: LineEvent, ticket: string): void {
    const account = event.accountId ?? '';
    const before = this.ticketOf.get(account);
    if (before && this.states.has(before)) this.report(6, 'an account with two live places', event);
    this.ticketOf.set(account, ticket);
    this.move(ticket, 'waiting');
  }

  private invite(event: LineEvent, ticket: string): void {
    this.move(ticket, 'invited');
    const number = this.numbers.get(ticket);
    if (number === undefined) return;
    while (this.lowest < number && !this.waiting.has(this.lowest)) this.lowest++;
    if (this.lowest < number)
      this.report(5, 'an invitation before somebody present with a smaller number', event);
  }

  private enter(event: LineEvent, ticket: string): void {
    if (this.states.get(ticket) !== 'invited') this.report(5, 'an entry without invitation', event);
    this.move(ticket, 'inside');
    if (this.inside > Number(event.facts['capacity']))
      this.report(5, 'more people inside than the capacity', event);
    this.entries.push(event.atMs);
    while (this.entries[this.firstOfMinute]! <= event.atMs - minuteMs) this.firstOfMinute++;
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
    if (to !== 'waiting') this.waiting.delete(number);
    else {
      this.waiting.add(number);
      this.lowest = Math.min(this.lowest, number);
    }
  }

  private report(invariant: 5 | 6, finds: string, { kind, accountId, atMs, facts }: LineEvent) {
    const at = new Date(atMs).toISOString();
    this.violations.push({ invariant, finds, example: { kind, accountId, at, ...facts } });
  }
}
