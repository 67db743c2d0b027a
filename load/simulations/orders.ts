import { step } from '@/scripts/lib/say';
import type { Stage as ProfileStage, Visit } from '../crowd/plan';
import { letIn, mintFans } from '../people';
import { makeSale, type Sale, seatsMax, visitsTo } from '../sale';
import type { PhaseResult, Stage } from '../simulation';

export type Orders = {
  visit: Visit;
  arrivals: 'people' | 'rate';
  from: number;
  stages: ProfileStage[];
  /** As many people with a pass each, who come once. */
  buyers: number;
  seats?: number;
};

/** More on their way at once are dropped: of a site that answers in a second, so many is the rate. */
export const visitorsMax = 4_000;

/** People who are inside already, one order each, on as many schedules as they need. */
export async function playOrders(stage: Stage, name: string, orders: Orders): Promise<PhaseResult> {
  const { buyers, seats = Math.min(buyers, seatsMax), ...profile } = orders;
  const { sale, people } = await step(`${buyers.toLocaleString('en')} people inside`, () =>
    letInTo(buyers, seats),
  );
  stage.watch(sale);
  return stage.phase(name, {
    ...{ ...visitsTo(sale), ...profile },
    ...{ visitorsMax, people, once: true },
  });
}

/** Programs that were just started compile while they answer: some seconds of everything that is measured behind it. */
export async function warmUp(stage: Stage): Promise<void> {
  const [rate, seconds] = stage.options.quick ? [30, 3] : [100, 10];
  const orders = { visit: 'browse', arrivals: 'rate', from: rate } as const;
  const stages = [{ target: rate, seconds }];
  await playOrders(stage, 'warm_up', { ...orders, stages, buyers: rate * seconds });
  await playOrders(stage, 'warm_up_orders', {
    ...{ ...orders, visit: 'order', stages },
    buyers: rate * seconds,
  });
}

async function letInTo(
  buyers: number,
  seats: number,
): Promise<{ sale: Sale; people: Awaited<ReturnType<typeof letIn>> }> {
  const schedules = Math.max(1, Math.ceil(buyers / seatsMax));
  const sale = await makeSale({ seats, schedules, oneGrade: true });
  return { sale, people: await letIn(await mintFans(buyers), sale.scheduleIds) };
}
