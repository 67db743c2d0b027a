/**
 * What one of each part does, and which command measured it: quiet, on the 2-core machine of `docs/BENCHMARKS.md`, unless it
 * says busy. On another machine, run the command and change the figure here. CPU is of one core.
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
    ...{ part: 'realtime', unit: 'joins', most: 7_300 },
    source: 'bench:join: 14,713 joins/s by two processes, with Redis and the sender on 2 cores',
  },
  {
    ...{ part: 'web', unit: 'entries', most: 2_400 },
    source:
      'bench:map --quick, busy: half of 4,985 snapshots of a map a second, which took both cores',
  },
  {
    ...{ part: 'web', unit: 'orders', most: perSecond(1.2) },
    source: 'bench:booking --quick: 1.2 ms of CPU for hold, reservation and payment',
  },
  {
    ...{ part: 'worker', unit: 'orders', most: perSecond(0.6) },
    source: 'bench:booking --quick: 0.6 ms of CPU an order',
  },
  {
    ...{ part: 'postgres', unit: 'orders', most: perSecond(0.85) },
    source: 'bench:booking --quick: 0.85 ms of CPU an order; the count is of cores',
  },
  {
    ...{ part: 'seatsRedis', unit: 'orders', most: perSecond(0.35) },
    source: 'bench:booking --quick: 0.35 ms of CPU an order',
  },
  {
    ...{ part: 'lineRedis', unit: 'joins', most: perSecond(0.139) },
    source: 'bench:line: 139 us a join, to a line of a million',
  },
  {
    ...{ part: 'lineRedis', unit: 'looks', most: perSecond(0.118) },
    source: 'bench:line: 118 us a look at a place of a million',
  },
];

/** One line is one slot of Redis, and one schedule's seats are another: they cannot be spread over several. */
export const isOfOneServer = (part: Part): boolean => part === 'lineRedis' || part === 'seatsRedis';
