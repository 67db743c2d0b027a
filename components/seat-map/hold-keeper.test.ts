import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HoldView } from '@/server/holds/holds.schema';
import { chosenSeats, HoldKeeper } from './hold-keeper';

const holdOf = (...seats: number[]) =>
  ({ id: 'a hold', seats: seats.map((seatId) => ({ seatId, price: 1 })), total: 1 }) as HoldView;

/** Answers as the API would; notes what was asked. */
function api(answers: Record<string, () => [status: number, body: unknown]>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    asked.push(`${method} ${url}${typeof body === 'string' ? ` ${body}` : ''}`);
    const [status, answer] = answers[`${method} ${url}`]!();
    return new Response(status === 204 ? null : JSON.stringify(answer), { status });
  });
  return asked;
}

function aKeeper() {
  const keeper = new HoldKeeper('a-schedule');
  const told = { lost: [] as number[], refused: [] as unknown[] };
  keeper.serve('a pass', {
    onLost: (seats) => told.lost.push(...seats),
    onRefused: (error) => told.refused.push(error),
  });
  return { keeper, told, chosen: () => chosenSeats(keeper.read()).toSorted((a, b) => a - b) };
}

afterEach(() => vi.unstubAllGlobals());

const holds = 'POST /api/schedules/a-schedule/holds';
const own = 'GET /api/schedules/a-schedule/holds/me';

describe('the best seats', () => {
  const gradeOf = (asked: string) =>
    (JSON.parse(asked.split(' ').at(-1)!) as { bestAvailable: { grade: string } }).bestAvailable
      .grade;

  test('of a grade that has sold out meanwhile are those of the next one', async () => {
    const asked = api({
      [holds]: () =>
        gradeOf(asked.at(-1)!) === 'S' ? [201, holdOf(7, 8)] : [409, { code: 'sold_out' }],
    });
    const { keeper, told, chosen } = aKeeper();
    const held = await keeper.takeBest(['VIP', 'R', 'S', 'A'], 2);
    expect(held).toMatchObject(holdOf(7, 8));
    expect(chosen()).toEqual([7, 8]);
    expect(asked.map(gradeOf)).toEqual(['VIP', 'R', 'S']);
    expect(told.refused).toEqual([]);
  });

  test('are refused once, when the last grade has sold out as well', async () => {
    const asked = api({ [holds]: () => [409, { code: 'sold_out' }] });
    const { keeper, told } = aKeeper();
    expect(await keeper.takeBest(['VIP', 'R'], 2)).toBeNull();
    expect(asked.map(gradeOf)).toEqual(['VIP', 'R']);
    expect(told.refused).toMatchObject([{ code: 'sold_out' }]);
  });

  test('are not looked for in the next grade when this one has some, and not so many together', async () => {
    const asked = api({ [holds]: () => [409, { code: 'no_seats_together' }] });
    const { keeper, told } = aKeeper();
    await keeper.takeBest(['VIP', 'R'], 2);
    expect(asked.map(gradeOf)).toEqual(['VIP']);
    expect(told.refused).toMatchObject([{ code: 'no_seats_together' }]);
  });
});

describe('while seats cannot be held', () => {
  test('they are chosen here alone, those that were held among them', async () => {
    const asked = api({ [holds]: () => [201, holdOf(1, 2)] });
    const { keeper, chosen } = aKeeper();
    await keeper.take({ seatIds: [1, 2] });
    keeper.goLocal();
    await keeper.toggle(3);
    await keeper.toggle(1);
    expect(chosen()).toEqual([2, 3]);
    expect(keeper.read().hold).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('nothing is asked for again and again: the page waits for their return as a whole', async () => {
    const asked = api({ [holds]: () => [503, { code: 'seats_away' }] });
    const { keeper, told } = aKeeper();
    await keeper.take({ seatIds: [1] });
    expect(asked).toHaveLength(1);
    expect(told.refused).toMatchObject([{ code: 'seats_away' }]);
  });
});

describe('once they can be held again', () => {
  test('the hold of before becomes what was chosen since; a seat that was lost goes alone', async () => {
    const kept = new Set([1, 2]);
    const asked = api({
      [own]: () => [200, { hold: holdOf(...kept) }],
      [holds]: () => {
        const [seat] = JSON.parse(asked.at(-1)!.split(' ').at(-1)!).seatIds as number[];
        if (seat === 4) return [409, { code: 'seat_taken', facts: { seatIds: [4] } }];
        return [201, holdOf(...kept.add(seat!))];
      },
      'DELETE /api/holds/a hold/seats/1': () => (kept.delete(1), [204, null]),
    });
    const { keeper, told, chosen } = aKeeper();
    keeper.goLocal();
    for (const seat of [2, 3, 4]) await keeper.toggle(seat);
    await keeper.goLive();
    expect(chosen()).toEqual([2, 3]);
    expect(told.lost).toEqual([4]);
    expect(keeper.read()).toMatchObject({ isLocal: false, wanted: [], leaving: [] });
  });
});
