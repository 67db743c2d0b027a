import { describe, expect, it } from 'vitest';
import { LineReplay, type LineEvent } from './line-replay';

const openedMs = Date.parse('2026-12-19T11:00:00Z');
const numbers = new Map([1, 2, 3, 4, 5, 6].map((n) => [String(n), n]));

/** `kind ticket`, one a second unless `+ms` says otherwise; ticket n is account n's. */
function happen(story: string, facts: Record<string, string> = {}): string[] {
  const replay = new LineReplay(numbers);
  let atMs = openedMs;
  for (const step of story.split(', ')) {
    const [, kind, ticket, later] = /^(\w+) (\d+)(?: \+(\d+))?$/.exec(step)!;
    atMs += Number(later ?? 1_000);
    const all = { ticket: ticket!, capacity: '2', rate: '2', ...facts };
    const event: LineEvent = { kind: kind!, accountId: `account ${ticket}`, atMs, facts: all };
    replay.apply(event);
  }
  return replay.violations.map(({ invariant, finds }) => `${invariant}: ${finds}`);
}

const capacity = '5: more people inside than the capacity';
const rate = '5: more entries in a minute than the rate';
const order = '5: an invitation before somebody present with a smaller number';

describe('replaying a line', () => {
  it('finds nothing in an orderly line', () => {
    expect(
      happen('joined 1, joined 2, joined 3, invited 1, invited 2, entered 1, left 2, invited 3'),
    ).toEqual([]);
  });

  it('finds one more inside than fit, and not once somebody was out', () => {
    const two =
      'joined 1, joined 2, joined 3, invited 1, invited 2, invited 3, entered 1, entered 2';
    const roomy = { rate: '9' };
    expect(happen(`${two}, entered 3`, roomy)).toEqual([capacity]);
    expect(happen(`${two}, extended 1, entered 3`, roomy)).toEqual([capacity]);
    for (const way of ['done', 'left', 'expired']) {
      expect(happen(`${two}, ${way} 1, entered 3`, roomy)).toEqual([]);
    }
  });

  it('finds an entry too many in any minute', () => {
    const two =
      'joined 1, joined 2, joined 3, invited 1, invited 2, invited 3, entered 1, entered 2';
    const roomy = { capacity: '9' };
    expect(happen(`${two}, entered 3 +59000`, roomy)).toEqual([]);
    expect(happen(`${two}, entered 3 +58999`, roomy)).toEqual([rate]);
    expect(happen(`${two}, entered 3 +50000`, roomy)).toEqual([rate]);
  });

  it('finds somebody passed over, unless they were away, called before, or not there yet', () => {
    expect(happen('joined 1, joined 2, invited 2')).toEqual([order]);
    expect(happen('joined 1, joined 2, passed 1, invited 2')).toEqual([]);
    expect(happen('joined 1, joined 2, left 1, invited 2')).toEqual([]);
    expect(happen('joined 2, invited 2, joined 1')).toEqual([]);
    expect(
      happen('joined 1, joined 2, joined 3, passed 1, invited 2, returned 1, invited 3'),
    ).toEqual([order]);
  });

  it('lets who snoozes be passed, before the turn and after it, until they wake', () => {
    expect(happen('joined 1, joined 2, snoozed 1, invited 2')).toEqual([]);
    expect(
      happen('joined 1, joined 2, invited 1, snoozed 1, invited 2, woken 1, invited 1'),
    ).toEqual([]);
    const woken = 'joined 1, joined 2, joined 3, snoozed 1, invited 2, woken 1, invited 3';
    expect(happen(woken)).toEqual([order]);
    expect(happen('joined 1, invited 1, snoozed 1, entered 1')).toHaveLength(1);
  });

  it('takes an entry for when it was decided, which its event says, within a second', () => {
    const replay = (writtenMs: number) => {
      const line = new LineReplay(numbers);
      const event = (kind: string, ticket: number, ms: number, late = 0) => {
        const atMs = openedMs + ms;
        const all = { ticket: String(ticket), capacity: '9', rate: '2', at: String(atMs) };
        line.apply({ kind, accountId: `account ${ticket}`, atMs: atMs + late, facts: all });
      };
      for (const ticket of [1, 2, 3]) event('joined', ticket, 0);
      for (const ticket of [1, 2, 3]) event('invited', ticket, 0);
      event('entered', 1, 0, writtenMs);
      event('entered', 2, 30_000);
      event('entered', 3, 60_001);
      return line.violations.map(({ finds }) => finds);
    };
    expect(replay(3)).toEqual([]);
    expect(replay(1_000)).toEqual(['more entries in a minute than the rate']);
  });

  it('allows for what a crash took: a forgotten place, and an entry that is made again', () => {
    const replay = (kept: string, ...after: [kind: string, ticket: string][]) => {
      const line = new LineReplay(numbers);
      let atMs = openedMs;
      const event = (kind: string, facts: Record<string, string>) =>
        line.apply({ kind, accountId: 'one', atMs: (atMs += 1_000), facts });
      const all = { capacity: '1', rate: '9' };
      for (const kind of ['joined', 'invited', 'entered']) event(kind, { ticket: '1', ...all });
      if (kept) event('epoch', { kept });
      for (const [kind, ticket] of after) event(kind, { ticket, ...all });
      return line.violations.length;
    };
    expect(replay('0', ['joined', '2'])).toBe(0);
    expect(replay('', ['joined', '2'])).toBe(1);
    expect(replay('1', ['entered', '1'])).toBe(0);
    expect(replay('', ['entered', '1'])).toBe(1);
    expect(replay('0', ['reinstated', '1'], ['invited', '1'], ['entered', '1'])).toBe(0);
  });

  it('keeps the order of each lane by itself', () => {
    const both = 'joined 1, joined 2, presale 2, joined 3, joined 4, presale 4';
    expect(happen(`${both}, invited 2, invited 1, invited 4, invited 3`)).toEqual([]);
    expect(happen(`${both}, invited 4`)).toEqual([order]);
    expect(happen(`${both}, invited 2, invited 3`)).toEqual([order]);
  });

  it('finds an entry nobody was invited to', () => {
    expect(happen('joined 1, entered 1')).toEqual(['5: an entry without invitation']);
    expect(happen('joined 1, invited 1, expired 1, entered 1')).toHaveLength(1);
  });

  it('finds a second live place of an account, and not one after the first was over', () => {
    const replay = (second: string) => {
      const line = new LineReplay(numbers);
      const event = (kind: string, ticket: string) =>
        line.apply({ kind, accountId: 'one', atMs: openedMs, facts: { ticket } });
      event('joined', '1');
      if (second) event(second, '1');
      event('joined', '2');
      return line.violations.map(({ invariant }) => invariant);
    };
    expect(replay('')).toEqual([6]);
    expect(replay('passed')).toEqual([6]);
    expect(replay('left')).toEqual([]);
  });
});
