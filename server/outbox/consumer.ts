import { log } from '@/server/platform/log';
import { groupBy } from '@/server/platform/lists';
import type { Bus, Delivery, Lead } from './bus';
import { insertDeadLetter } from './dead-letters.store';
import { busEventSchema, typeOf, type BusEvent, type EventType } from './events.schema';
import { countFailure, forgetFailures } from './failures.redis';
import { isOfTheEvent } from './poison';

/** What reacts to events, each at its own pace. `handle` may see an event twice and must not mind. */
export type Consumer = {
  name: string;
  types: readonly EventType[];
  handle(events: BusEvent[]): Promise<void>;
};

const deliveriesMax = 5;
const errorCharsMax = 1_000;

/**
 * Hands a consumer's waiting events to it, each partition's in order and many at once, and acknowledges them after its
 * work; returns how many. When some fail together each is handled alone: a fault, such as a database that is away, is
 * tried again for ever, and its partition waits; what fails `deliveriesMax` times of the event's own is a dead letter.
 * Throws the fault when nothing else could be done.
 */
export async function consumeBatch(bus: Bus, consumer: Consumer, leads: Lead[]): Promise<number> {
  const taken = await bus.take(consumer, leads);
  const partitions = [...groupBy(taken, ({ partition }) => partition).values()];
  const outcomes = await Promise.allSettled(
    partitions.map((deliveries) => consumePartition(bus, consumer, deliveries)),
  );
  const done = outcomes.reduce(
    (sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0),
    0,
  );
  const failed = outcomes.find((each) => each.status === 'rejected');
  if (failed && done === 0) throw failed.reason;
  return done;
}

async function consumePartition(bus: Bus, consumer: Consumer, deliveries: Delivery[]) {
  try {
    await handleTogether(consumer, deliveries);
  } catch {
    for (const delivery of deliveries) {
      await handleAlone(consumer, delivery);
      await bus.acknowledge(consumer.name, [delivery]);
    }
    return deliveries.length;
  }
  await bus.acknowledge(consumer.name, deliveries);
  return deliveries.length;
}

async function handleTogether(consumer: Consumer, deliveries: Delivery[]): Promise<void> {
  const events = deliveries.filter(({ body }) => isFor(consumer, body)).map(parse);
  if (events.length > 0) await consumer.handle(onceEach(events));
}

/** A consumer that remembers events asks which of a batch it knows, and would not know one that is in it twice. */
const onceEach = (events: BusEvent[]): BusEvent[] => [
  ...new Map(events.map((event) => [event.eventId, event])).values(),
];

/** Others' events are not even read; what has no type is read by everybody, and is poison to each. */
function isFor({ types }: Consumer, body: string): boolean {
  const type = typeOf(body);
  return type === '' || (types as readonly string[]).includes(type);
}

const parse = ({ body }: Delivery): BusEvent => busEventSchema.parse(JSON.parse(body));

async function handleAlone(consumer: Consumer, delivery: Delivery): Promise<void> {
  const place = `${delivery.partition}:${delivery.id}`;
  try {
    await handleTogether(consumer, [delivery]);
  } catch (error) {
    if (!isOfTheEvent(error)) throw error;
    if ((await countFailure(consumer.name, place)) < deliveriesMax) throw error;
    await bury(consumer.name, delivery, error);
    await forgetFailures(consumer.name, place);
  }
}

async function bury(consumer: string, { partition, id, body }: Delivery, error: Error) {
  log.error({ consumer, partition, id, error: error.message }, 'event moved to the dead letters');
  await insertDeadLetter({ consumer, body, error: error.message.slice(0, errorCharsMax) });
}
