import { z } from 'zod';
import { consumeBatch, type Consumer } from './consumer';
import type { Bus, Lead } from './bus';
import { partitionCount } from './bus';
import type { BusEvent } from './events.schema';
import { newLeads } from './leads';
import { relayBatch } from './relay';

/** Every partition under one token: what a worker leads that is alone. A larger token takes over from a smaller. */
export const allLeads = (token = 1): Lead[] =>
  Array.from({ length: partitionCount }, (_, partition) => ({ partition, token }));

type Handle = (event: BusEvent) => void | Promise<void>;

/** A consumer of schedules' changes that handles one event at a time. */
export const aConsumer = (name: string, each: Handle): Consumer => ({
  name,
  types: ['schedule.changed'],
  async handle(events) {
    for (const event of events) await each(event);
  },
});

/** Consumes until `isDone`, or as long as something comes. A bus may take a moment to have what it was given. */
export async function consumeUntil(
  bus: Bus,
  consumer: Consumer,
  isDone: () => boolean,
  leads = allLeads(),
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isDone()) {
    if (Date.now() > deadline) throw new Error(`${consumer.name} does not get what it waits for`);
    await consumeBatch(bus, consumer, leads);
  }
}

/** Relays all there is. */
export async function relayAll(bus: Bus, leads = allLeads()): Promise<void> {
  while ((await relayBatch(bus, leads)).length > 0);
}

/** A worker's loop: leads what it may, relays and consumes, until `stop`; `die` leaves everything as it is. */
export function startLoop(bus: Bus, consumer: Consumer) {
  const leads = newLeads();
  let isRunning = true;
  const beat = setInterval(() => void leads.renew().catch(() => undefined), 250);
  const run = async () => {
    await leads.renew();
    while (isRunning) {
      const moved = await leads
        .work(
          async (held) =>
            (await relayBatch(bus, held)).length + (await consumeBatch(bus, consumer, held)),
        )
        .catch(() => 0);
      if (moved === 0) await new Promise((resume) => setTimeout(resume, 10));
    }
  };
  const running = run();
  const die = async () => {
    isRunning = false;
    clearInterval(beat);
    await running;
  };
  return { leads, die, stop: () => die().then(() => leads.leave()) };
}

/** The number that a test gave an event. */
export const numberOf = ({ key }: BusEvent): number => z.coerce.number().parse(key.split('#')[1]);
