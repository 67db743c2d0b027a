import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Schedule } from '@/server/schedules/schedules.schema';

type Timed = Pick<
  Schedule,
  'lobbyOpensAt' | 'opensAt' | 'closesAt' | 'cancelledAt' | 'paused' | 'seatsLeft'
>;

export type Phase = 'cancelled' | 'over' | 'before' | 'lobby' | 'soldOut' | 'open';

/** Where a schedule's sale stands. */
export function phaseOf(schedule: Timed, nowMs: number): Phase {
  if (schedule.cancelledAt) return 'cancelled';
  if (nowMs >= Date.parse(schedule.closesAt)) return 'over';
  if (nowMs < Date.parse(schedule.lobbyOpensAt)) return 'before';
  if (nowMs < Date.parse(schedule.opensAt)) return 'lobby';
  return schedule.seatsLeft === 0 ? 'soldOut' : 'open';
}

const tones: Record<Phase, Tone> = {
  cancelled: 'bad',
  over: 'neutral',
  before: 'neutral',
  lobby: 'accent',
  soldOut: 'warn',
  open: 'good',
};

/** Says where the sale stands, and that its door is shut when it is. */
export function PhaseBadge({ schedule, nowMs }: { schedule: Timed; nowMs: number }) {
  const t = useTranslations('adminCatalogue.phase');
  const phase = phaseOf(schedule, nowMs);
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Badge tone={tones[phase]}>{t(phase)}</Badge>
      {schedule.paused && <Badge tone="bad">{t('paused')}</Badge>}
    </span>
  );
}
