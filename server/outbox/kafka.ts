import {
  Admin,
  Consumer,
  ProduceAcks,
  Producer,
  stringSerializers,
  type RecordsBatch,
} from '@platformatic/kafka';
import { partitionCount, type Backlog, type Bus, type Delivery, type Message } from './bus';

type KafkaOptions = { brokers: string[]; topicPrefix: string };

/** A worker that says nothing for so long is dead, and its partitions are others'. */
const sessionMs = 6_000;
/** How long a broker may keep a request for events that has nothing to answer. */
const fetchWaitMs = 100;
const fetchBytes = 1_048_576;
const eventsPerTake = 500;
/** Kafka's own words for the oldest event there is, and for the place after the newest. */
const [earliest, latest] = [-2n, -1n];

type Settings = {
  topic: string;
  prefix: string;
  client: { clientId: string; bootstrapBrokers: string[]; retries: number; timeout: number };
};

/**
 * One topic of as many partitions as the outbox has, and a group for each consumer. Kafka shares the partitions out
 * among a group's workers itself. An event is acknowledged by committing the place after it, once it is handled.
 */
export function kafka({ brokers, topicPrefix }: KafkaOptions): Bus {
  const settings: Settings = {
    topic: `${topicPrefix}events`,
    prefix: topicPrefix,
    client: { clientId: 'openrun', bootstrapBrokers: brokers, retries: 1, timeout: 5_000 },
  };
  const producers = newProducers(settings);
  const groups = new Map<string, Group>();
  let made: Promise<void> | undefined;

  /** Once a process, unless it fails. */
  const ready = () =>
    (made ??= makeTopic(settings).catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
  const groupOf = (name: string): Group => {
    const known = groups.get(name) ?? newGroup(settings, name);
    groups.set(name, known);
    return known;
  };

  return {
    pollMs: 20,
    connection: () => null, // an append resolves once every replica in sync has it
    async append({ partition }, messages) {
      await ready();
      await producers.send(partition, messages);
    },
    async take({ name }) {
      await ready();
      return groupOf(name).take();
    },
    acknowledge: (group, deliveries) => groupOf(group).acknowledge(deliveries),
    async backlogs(names) {
      await ready();
      return Promise.all(names.map((name) => groupOf(name).backlog()));
    },
    tidy: () => Promise.resolve(), // Kafka forgets by its topic's own settings
    async close() {
      await Promise.all([producers.close(), ...[...groups.values()].map((group) => group.close())]);
    },
  };
}

async function makeTopic({ topic, client }: Settings): Promise<void> {
  const admin = new Admin(client);
  try {
    const topics = await admin.listTopics();
    if (!topics.includes(topic)) {
      await admin
        .createTopics({ topics: [topic], partitions: partitionCount, replicas: -1 })
        .catch(async (error: unknown) => {
          // Another worker made it in the meantime.
          if (!(await admin.listTopics()).includes(topic)) throw error;
        });
    }
    const metadata = await admin.metadata({ topics: [topic], forceUpdate: true });
    const count = metadata.topics.get(topic)?.partitionsCount;
    if (count !== partitionCount)
      throw new Error(`the topic ${topic} has ${count} partitions, not ${partitionCount}`);
  } finally {
    await admin.close();
  }
}

/**
 * One idempotent producer a partition, with one request at a time: sequences stay right. After a fault nobody knows
 * what arrived, so another producer takes its place, and the relay ships the same events again.
 */
function newProducers({ topic, client }: Settings) {
  const producers = new Map<number, Producer<string, string, string, string>>();
  const producerOf = (partition: number) => {
    const made =
      producers.get(partition) ??
      new Producer({ ...client, serializers: stringSerializers, idempotent: true, retries: 0 });
    producers.set(partition, made);
    return made;
  };
  return {
    async send(partition: number, messages: Message[]): Promise<void> {
      const producer = producerOf(partition);
      try {
        await producer.send({
          messages: messages.map(({ key, body }) => ({ topic, partition, key, value: body })),
          acks: ProduceAcks.ALL,
        });
      } catch (error) {
        producers.delete(partition);
        void producer.close().catch(() => undefined);
        throw error;
      }
    },
    close: () => Promise.all([...producers.values()].map((producer) => producer.close())),
  };
}

/** What a consumer asks of the brokers. */
function newReader(consumer: Consumer, topic: string) {
  /** From where each of these is to be read: what was committed, or the oldest there is. */
  async function placesOf(partitions: number[]): Promise<Map<number, bigint>> {
    const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] });
    const oldest = await consumer.listOffsets({ topics: [topic], timestamp: earliest });
    const place = (partition: number): bigint => {
      const [done, first] = [committed, oldest].map((each) => each.get(topic)?.[partition] ?? 0n);
      return done! > first! ? done! : first!;
    };
    return new Map(partitions.map((partition) => [partition, place(partition)]));
  }

  /** Asks the brokers that lead these partitions; each record with its place, oldest first. */
  async function fetchFrom(places: Map<number, bigint>, waitMs: number, bytes: number) {
    const metadata = await consumer.metadata({ topics: [topic] });
    const { id: topicId, partitions } = metadata.topics.get(topic)!;
    const leaderOf = (partition: number) => partitions[partition]!.leader;
    const nodes = new Set([...places.keys()].map(leaderOf));
    const answers = await Promise.all(
      [...nodes].map((node) =>
        consumer.fetch({
          node,
          topics: [...places]
            .filter(([partition]) => leaderOf(partition) === node)
            .map(([partition, fetchOffset]) => ({
              topicId,
              partitions: [
                {
                  partition,
                  fetchOffset,
                  partitionMaxBytes: bytes,
                  currentLeaderEpoch: -1,
                  lastFetchedEpoch: -1,
                },
              ],
            })),
          minBytes: 1,
          maxBytes: bytes * partitionCount,
          maxWaitTime: waitMs,
        }),
      ),
    );
    return answers.flatMap(({ responses }) => responses.flatMap((each) => each.partitions));
  }

  return {
    placesOf,
    fetchFrom,
    async backlog(group: string): Promise<Backlog> {
      const all = Array.from({ length: partitionCount }, (_, partition) => partition);
      const places = await placesOf(all);
      const ends = (await consumer.listOffsets({ topics: [topic], timestamp: latest })).get(topic)!;
      const behind = all.filter((partition) => ends[partition]! > places.get(partition)!);
      const waiting = behind.reduce(
        (sum, partition) => sum + Number(ends[partition]! - places.get(partition)!),
        0,
      );
      if (waiting === 0) return { group, waiting, oldestMs: 0 };
      const firsts = new Map(behind.map((partition) => [partition, places.get(partition)!]));
      const answers = await fetchFrom(firsts, 0, 1);
      const times = answers.flatMap(({ records }) => records?.[0]?.firstTimestamp ?? []);
      const oldest = Math.min(Date.now(), ...times.map(Number));
      return { group, waiting, oldestMs: Math.max(1, Date.now() - oldest) };
    },
  };
}

/** The events of a batch from a place on; an id says at which generation of the group it was taken. */
function deliveriesOf(
  { records, firstOffset }: RecordsBatch,
  partition: number,
  from: bigint,
  generation: number,
): Delivery[] {
  return records.flatMap(({ offsetDelta, value }) => {
    const offset = firstOffset + BigInt(offsetDelta);
    const id = `${offset}@${generation}`;
    return offset < from ? [] : [{ partition, id, body: value?.toString() ?? '' }];
  });
}

type Group = ReturnType<typeof newGroup>;

/** A worker's part in a consumer's group. */
function newGroup({ topic, prefix, client }: Settings, name: string) {
  const consumer = new Consumer({
    ...client,
    groupId: `${prefix}${name}`,
    sessionTimeout: sessionMs,
    rebalanceTimeout: sessionMs,
    heartbeatInterval: 1_000,
  });
  consumer.topics.track(topic);
  const reader = newReader(consumer, topic);
  /** What was fetched and is not acknowledged, oldest first, and the place after it. */
  const fetched = new Map<number, Delivery[]>();
  const positions = new Map<number, bigint>();
  let isMember = false;
  let generation = 0;
  // Partitions came or went: whoever has one now begins at what was committed.
  consumer.on('consumer:group:join', () => {
    generation++;
    fetched.clear();
    positions.clear();
  });
  consumer.on('error', () => void (isMember = false)); // it could not join again by itself

  const assigned = (): number[] =>
    consumer.assignments?.find((each) => each.topic === topic)?.partitions ?? [];

  async function fetchMore(partitions: number[], waitMs: number): Promise<void> {
    const unplaced = partitions.filter((partition) => !positions.has(partition));
    const asked = generation;
    if (unplaced.length > 0)
      for (const [partition, place] of await reader.placesOf(unplaced))
        positions.set(partition, place);
    const wanted = new Map(partitions.map((partition) => [partition, positions.get(partition)!]));
    const answers = await reader.fetchFrom(wanted, waitMs, fetchBytes);
    if (asked !== generation) return; // what came may be another's by now
    for (const { partitionIndex: partition, records = [] } of answers) {
      const from = wanted.get(partition)!;
      const own = records.flatMap((batch) => deliveriesOf(batch, partition, from, asked));
      fetched.set(partition, [...(fetched.get(partition) ?? []), ...own]);
      const last = records.at(-1);
      if (last) positions.set(partition, last.firstOffset + BigInt(last.lastOffsetDelta) + 1n);
    }
  }

  return {
    async take(): Promise<Delivery[]> {
      if (!isMember) await consumer.joinGroup({});
      isMember = true;
      const waiting = () => assigned().filter((partition) => fetched.get(partition)?.length);
      const empty = assigned().filter((partition) => !fetched.get(partition)?.length);
      if (empty.length > 0) await fetchMore(empty, waiting().length > 0 ? 0 : fetchWaitMs);
      return waiting().flatMap((partition) => fetched.get(partition)!.slice(0, eventsPerTake));
    },
    async acknowledge(deliveries: Delivery[]): Promise<void> {
      const last = deliveries.at(-1);
      if (!last) return;
      const [offset, taken] = last.id.split('@');
      if (Number(taken) !== generation) return; // it is another's, who does it again
      const { partition } = last;
      await consumer.commit({
        offsets: [{ topic, partition, offset: BigInt(offset!) + 1n, leaderEpoch: -1 }],
      });
      if (Number(taken) === generation)
        fetched.set(partition, (fetched.get(partition) ?? []).slice(deliveries.length));
    },
    backlog: () => reader.backlog(name),
    close: () => consumer.close(true),
  };
}
