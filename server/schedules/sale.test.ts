import { expect, it } from 'vitest';
import { aConcert, anAdmin, anOrganiser, aSchedule, sellSeats } from '@/server/testing';
import { configureLine } from '@/server/waiting-room';
import { findSale, updateSchedule } from '.';

it('adds up line, seats and money, and tells what staff did', async () => {
  const organiser = await anOrganiser();
  const { id, grades } = await aSchedule({ organiser, blockedSeats: [479] });
  await configureLine(id);
  await sellSeats(id, [0, 1, 2, 3, 4]);
  await updateSchedule(organiser, id, { paused: true, reason: '점검' });
  const sale = await findSale(organiser, id);
  expect(sale).toMatchObject({
    scheduleId: id,
    paused: true,
    line: { issued: 0, waiting: 0, invited: 0, inside: 0 },
    seats: { available: 474, held: 0, reserving: 0, sold: 5, blocked: 1 },
    actions: [
      { by: organiser.name, reason: '점검', changed: { paused: { from: false, to: true } } },
    ],
  });
  const priceOf = (grade: string) => grades.find((one) => one.grade === grade)!.price;
  const expected = sale.grades.reduce((sum, one) => sum + one.sold * priceOf(one.grade), 0);
  expect(sale.revenue).toBe(expected);
  expect(sale.revenue).toBeGreaterThan(0);
});

it('shows a draft as it is: every seat there, and nobody in line', async () => {
  const organiser = await anOrganiser();
  const { id: concertId } = await aConcert({ organiser, published: false });
  const { id, seatCount } = await aSchedule({ organiser, concertId, blockedSeats: [479] });
  expect(seatCount).toBe(479);
  expect(await findSale(organiser, id)).toMatchObject({
    line: { issued: 0, waiting: 0, invited: 0, inside: 0 },
    seats: { available: 479, held: 0, reserving: 0, sold: 0, blocked: 1 },
  });
});

it("is the organiser's and the admins' only", async () => {
  const { id } = await aSchedule();
  await configureLine(id);
  await expect(findSale(await anOrganiser(), id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await findSale(await anAdmin(), id)).toMatchObject({ scheduleId: id });
});
