/**
 * What one of each part does, as measured, and where. All of it on the 2-core machine of `docs/BENCHMARKS.md`; on
 * another one, run the command and change the figure here. CPU is of one core.
 */
export type Part = 'realtime' | 'web' | 'worker' | 'postgres' | 'lineRedis' | 'seatsRedis';

export const units = ['sockets', 'joins', 'looks', 'entries', 'orders'] as const;
/** Sockets at once; everything else a second, at its most. */
export type Unit = (typeof units)[number];

export type Capacity = {
  part: Part;
  unit: Unit;
  /** Of one process, flat out. */
  most: number;
  source: string;
};

const perSecond = (cpuMs: number) => Math.round(1_000 / cpuMs);

/** A process is planned to be this busy at the peak: beyond it waiting grows faster than work. */
export const plannedShare = 0.6;
/** Sockets are bound by descriptors, of which there are a known number. */
export const plannedSockets = 1;

export const capacities: Capacity[] = [
  {
    ...{ part: 'realtime', unit: 'sockets', most: 17_000 },
    source: 'bench:sockets: of 20,000 descriptors a process may open here, 3,000 kept for HTTP',
  },
  {
    ...{ part: 'realtime', unit: 'joins', most: 4_000 },
    source:
      'bench:join: 8,000 joins/s by two processes with Redis and the sender on 2 cores (its goal)',
  },
  {
    ...{ part: 'web', unit: 'entries', most: 2_400 },
    source: 'bench:map: half of 4,985 snapshots of a map a second, which took both cores',
  },
  {
    ...{ part: 'web', unit: 'orders', most: perSecond(1) },
    source: 'bench:booking: 1.0 ms of CPU for hold, reservation and payment',
  },
  {
    ...{ part: 'worker', unit: 'orders', most: perSecond(0.6) },
    source: 'bench:booking: 0.6 ms of CPU an order',
  },
  {
    ...{ part: 'postgres', unit: 'orders', most: perSecond(0.7) },
    source: 'bench:booking: 0.7 ms of CPU an order; the count is of cores',
  },
  {
    ...{ part: 'seatsRedis', unit: 'orders', most: perSecond(0.4) },
    source: 'bench:booking: 0.4 ms of CPU an order',
  },
  {
    ...{ part: 'lineRedis', unit: 'joins', most: perSecond(0.104) },
    source: 'bench:line: 104 us a join',
  },
  {
    ...{ part: 'lineRedis', unit: 'looks', most: perSecond(0.125) },
    source: 'bench:line: 125 us a look at a place',
  },
];

/** One line is one slot of Redis, and one schedule's seats are another: they cannot be spread over several. */
export const isOfOneServer = (part: Part): boolean => part === 'lineRedis' || part === 'seatsRedis';
