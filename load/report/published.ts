import { doneOf } from './figures';
import { isQuick, phaseOf } from './kpis';
import type { Run } from './read';
import type { StepName } from './run.schema';
import type { PublishedRow, Summary } from './summary.schema';

/**
 * Figures that others published, beside ours where this run measured the like. They are theirs, on their machines: a row says
 * which side of it we are on, not that the two were raced. Of a range its better end is taken.
 */
const followed =
  'Spring Cloud, eight services, Kafka (the project this one follows), 1,000 virtual users';

type Theirs = {
  phase: string;
  what: string;
  steps: StepName[];
  perSecond: number;
  meanMs?: number;
  p95Ms?: number;
  failedPercent?: number;
  dropped?: number;
};

const profiles: Theirs[] = [
  {
    ...{ phase: 'line_ramp', what: 'line_ramp', steps: ['join', 'wait_look'] },
    ...{ perSecond: 598, meanMs: 237, p95Ms: 620 },
  },
  {
    ...{ phase: 'line_peak', what: 'line_peak', steps: ['join', 'wait_look'] },
    ...{ perSecond: 592, meanMs: 1_900, dropped: 82_986 },
  },
  { phase: 'wallet_ramp', what: 'wallet_ramp', steps: ['wallet'], perSecond: 739 },
  {
    ...{ phase: 'wallet_peak', what: 'wallet_peak', steps: ['wallet'] },
    ...{ perSecond: 1_091, dropped: 18_736 },
  },
  {
    ...{ phase: 'browse_ramp', what: 'browse_ramp', steps: [] },
    ...{ perSecond: 415, meanMs: 810, p95Ms: 4_800, failedPercent: 20 },
  },
];

type Unjudged = Omit<PublishedRow, 'isBetter'>;

function rowsOfProfile(run: Run, theirs: Theirs): Unjudged[] {
  const phase = phaseOf(run, theirs.phase);
  const ours = phase?.together(...theirs.steps);
  if (!phase || !ours) return [];
  const row = (unit: PublishedRow['unit'], what: string, figure?: number, our?: number) =>
    figure === undefined || our === undefined
      ? []
      : [{ source: followed, what: `${theirs.what}.${what}`, unit, theirs: figure, ours: our }];
  return [
    ...row('per_second', 'rate', theirs.perSecond, (ours.count - ours.failed) / phase.seconds),
    ...row('ms', 'mean', theirs.meanMs, ours.meanMs),
    ...row('ms', 'p95', theirs.p95Ms, ours.p95),
    ...row('percent', 'failed', theirs.failedPercent, (ours.failed / ours.count) * 100),
    ...row('iterations', 'dropped', theirs.dropped, phase.phase.dropped),
  ];
}

/** Whole purchases, over the saturated phase alone: everywhere else the line decides how many there are. */
function rowsOfPurchases(run: Run): Unjudged[] {
  const saturated = phaseOf(run, 'saturated');
  const row = (source: string, what: string, step: StepName, theirs: number): Unjudged[] => {
    const figures = saturated?.step(step);
    if (!saturated || !figures) return [];
    return [
      { source, what, unit: 'per_second', theirs, ours: doneOf(figures) / saturated.seconds },
    ];
  };
  return [
    ...row('TigerFans', 'reservations', 'reserve', 977),
    ...row('TigerFans', 'payments', 'pay', 861),
    ...row('Kvrocks + Postgres, 50 cores, no payment', 'reservations', 'reserve', 888),
    ...row('pretix, quotas', 'payments', 'pay', 500 / 60),
  ];
}

export function compareWithPublished(
  run: Run,
  { requests }: Pick<Summary, 'requests'>,
): PublishedRow[] {
  const oneSeat = phaseOf(run, 'one_seat')?.step('hold');
  // A quick run makes a smaller load than theirs was: its rates are not of the like.
  const isAlike = !isQuick(run);
  const rows: Unjudged[] = [
    ...(isAlike ? rowsOfPurchases(run) : []),
    ...(isAlike ? profiles.flatMap((profile) => rowsOfProfile(run, profile)) : []),
    ...(oneSeat && isAlike
      ? [
          {
            ...{ source: followed, what: 'one_seat.worst', unit: 'ms' as const },
            ...{ theirs: 700, ours: oneSeat.maxMs },
          },
        ]
      : []),
    ...(requests.availability === null
      ? []
      : [
          {
            ...{ source: 'Ticketmaster, Eras sale', what: 'failed', unit: 'percent' as const },
            ...{ theirs: 15, ours: (1 - requests.availability) * 100 },
          },
        ]),
  ];
  return rows.map((row) => ({
    ...row,
    isBetter: row.unit === 'per_second' ? row.ours > row.theirs : row.ours < row.theirs,
  }));
}
