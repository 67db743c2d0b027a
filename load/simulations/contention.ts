import { step } from '@/scripts/lib/say';
import { letIn, mintFans } from '../people';
import { makeSale } from '../sale';
import { atMost, below, type Simulation, type Threshold } from '../simulation';
import { playOrders } from './orders';

const arriveS = 5;

/** A thousand people at one instant for one seat; then as many within seconds for half as many seats. */
export const contention: Simulation = {
  about: '--fans people at one instant for one seat, then within 5 s for half as many seats',
  async play(stage) {
    const { fans = stage.options.quick ? 100 : 1_000 } = stage.options;
    const sale = await makeSale({ seats: 1, oneGrade: true });
    const people = await step(`${fans.toLocaleString('en')} people inside`, async () =>
      letIn(await mintFans(fans), sale.scheduleIds),
    );
    stage.watch(sale);
    stage.set({ fans, seats: 1 });
    const [scheduleId] = sale.scheduleIds as [string];
    const one = await stage.phase('one_seat', { kind: 'one-seat', scheduleId, seatId: 0, people });
    const outcomes = stage.outcomes();
    const seats = Math.ceil(fans / 2);
    const few = await playOrders(stage, 'few_seats', {
      ...{ visit: 'order', arrivals: 'rate', from: fans / arriveS },
      stages: [{ target: fans / arriveS, seconds: arriveS * 2 }],
      ...{ buyers: fans, seats },
    });
    return [
      exactly('winners of one seat', outcomes['ticket'] ?? 0, 1),
      exactly('people told that it is gone', outcomes['sold_out'] ?? 0, fans - 1),
      below('everybody told, ms', one.steps.hold!.maxMs, 2_000),
      exactly('seats sold of the few', few.whole, seats),
      atMost('errors', one.errors + few.errors, 0),
    ];
  },
};

const exactly = (name: string, value: number, limit: number): Threshold => ({
  ...{ name, value, limit },
  ok: value === limit,
});
