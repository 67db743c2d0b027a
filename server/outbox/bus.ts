/**
 * A partition is what is in order, and what one worker works on at a time. An event's is reckoned in Postgres, by its
 * schedule or its key; `partitionCount` and the migration that made the column say the same.
 */
export const partitionCount = 8;

/** The right to work on a partition, until its lease is over; the token is larger than any earlier leader's. */
export type Lead = { partition: number; token: number };

/**
 * `key` is what is ordered: a schedule, or what an event without one is about. `body` is a `BusEvent` as JSON, and `type`
 * its type.
 */
export type Message = { key: string; type: string; body: string };

/** Who reads: each group has every event of these types at least once. */
export type Group = { name: string; types: readonly string[] };

export type Delivery = { partition: number; id: string; body: string };

export type Backlog = { group: string; waiting: number; oldestMs: number };

/** What carries events from the outbox to the consumers. Each consumer is a group. */
export type Bus = {
  /** How long a consumer that found nothing may rest before it looks again, in ms. */
  pollMs: number;
  /**
   * Which connection this is: a number that grows with each new one, by which what was acknowledged last before it may
   * be lost. Null where what was acknowledged is safe.
   */
  connection(): number | null;
  /**
   * Adds messages to a partition in this order; resolves once they are acknowledged, and see `connection`. Throws when
   * it cannot, or may not.
   */
  append(lead: Lead, messages: Message[]): Promise<void>;
  /**
   * A group's next events, some hundreds a partition and oldest first: those that were taken and not acknowledged, by
   * a worker that died too, come before others. Events of other types may be among them, and may be left out. Where the
   * bus itself shares partitions out, `leads` says nothing.
   */
  take(group: Group, leads: Lead[]): Promise<Delivery[]>;
  /** These, all of one partition and the oldest that were taken, are done and never come again. */
  acknowledge(group: string, deliveries: Delivery[]): Promise<void>;
  /** How far behind each of these groups is. */
  backlogs(groups: string[]): Promise<Backlog[]>;
  /** Forgets what every group has handled, where the bus does not do so itself. */
  tidy(groups: string[], leads: Lead[]): Promise<void>;
  close(): Promise<void>;
};
