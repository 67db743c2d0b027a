import { afterEach, describe, expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { aPass, aSchedule, type Person } from '@/server/testing';
import { startApis, type ApiProcesses, type Sabotage } from '@/server/testing/api-processes';
import { aClient, buyByHold, fansWithMoney } from '@/server/testing/buyers';
import { withoutSeatIndex } from '@/server/testing/seat-index';

const racers = 500;
let apis: ApiProcesses | undefined;

afterEach(async () => {
  await apis?.stop();
  apis = undefined;
});

/** One client's whole purchase of a seat over HTTP. */
async function buy(origin: string, fan: Person, scheduleId: string, seatId: number) {
  const client = aClient(origin, fan, scheduleId, await aPass(fan, scheduleId));
  return buyByHold(client, scheduleId, [seatId]);
}

async function race(seatOf: (racer: number) => number, sabotage: Sabotage[] = []) {
  apis = await startApis(2, { sabotage });
  const { origins } = apis;
  const { id: scheduleId } = await aSchedule();
  const fans = await fansWithMoney(racers);
  const ends = await Promise.all(
    fans.map((fan, i) => buy(origins[i % origins.length]!, fan, scheduleId, seatOf(i))),
  );
  const tickets = await prisma.ticket.findMany({ where: { scheduleId } });
  return {
    paid: ends.filter((end) => end === 'paid').length,
    refused: new Set(ends.filter((end) => end !== 'paid')),
    tickets: tickets.length,
    seats: new Set(tickets.map((ticket) => ticket.seatIndex)).size,
  };
}

describe('500 clients of two API processes', () => {
  test('for one seat: one pays, and everybody else is told that it is taken', async () => {
    const { refused, ...sold } = await race(() => 42);
    expect(sold).toEqual({ paid: 1, tickets: 1, seats: 1 });
    expect(refused).toEqual(new Set(['seat_taken']));
  }, 120_000);

  test('for 300 seats: exactly 300 pay', async () => {
    const { refused, ...sold } = await race((i) => i % 300);
    expect(sold).toEqual({ paid: 300, tickets: 300, seats: 300 });
    expect(refused).toEqual(new Set(['seat_taken']));
  }, 120_000);

  const scriptOff: Sabotage[] = [
    {
      file: 'server/holds/lua/hold-seats-10.lua',
      line: "if digit == '0' or (",
      becomes: 'if true or (',
    },
    {
      file: 'server/holds/lua/reserve-hold-8.lua',
      line: 'if #lost > 0 then',
      becomes: 'if false then',
    },
  ];

  test('with the script’s guard off still sell it once: the unique index refuses the others', async () => {
    const sold = await race(() => 42, scriptOff);
    expect(sold).toMatchObject({ paid: 1, tickets: 1 });
  }, 120_000);

  test('with both guards off sell the seat many times: the race is real', async () => {
    await withoutSeatIndex(async () => {
      const sold = await race(() => 42, scriptOff);
      expect(sold.paid).toBeGreaterThan(1);
    });
  }, 120_000);
});
