import { aLayout, anOrganiser, aSchedule } from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import { countSeats, grades } from '@/server/venues/layout.schema';
import { letIn } from '../room/people';
import type { Order } from './buyers';

/** Stadiums on sale at 50,000 won a seat, and an order for each of the first `count` accounts, who are inside. */
export async function makeSale(count: number): Promise<{ scheduleIds: string[]; orders: Order[] }> {
  const layout = await aLayout(stadiumLayout());
  const seatCount = countSeats(layout.document);
  const prices = grades.map((grade) => ({ grade, price: 50_000 }));
  const organiser = await anOrganiser();
  const scheduleIds: string[] = [];
  const orders: Order[] = [];
  while (orders.length < count) {
    const { id } = await aSchedule({ organiser, layout, prices });
    const some = Math.min(seatCount, count - orders.length);
    const people = await letIn(id, 1 + orders.length, some);
    scheduleIds.push(id);
    orders.push(...people.map((person, seatId) => ({ person, seatId })));
  }
  return { scheduleIds, orders };
}
