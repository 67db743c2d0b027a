import { useMemo } from 'react';
import { type OrphanRule, orphansOf } from '@/server/seats/orphans.schema';
import type { SeatModel } from './engine/model';
import { useModelVersion } from './use-model';

/** The seats that reserving the chosen ones would leave alone, as far as the map knows: reserving itself has the word. */
export function useOrphans(
  { orphanRule }: { orphanRule: OrphanRule },
  model: SeatModel,
  chosen: readonly number[],
): number[] {
  const version = useModelVersion(model);
  return useMemo(() => {
    void version;
    if (orphanRule === 'off' || chosen.length === 0) return [];
    const rows = model.layout.sections.flatMap((section) => section.rows);
    const seatRows = rows.map(({ firstSeat, xs }) => ({ firstSeat, seatCount: xs.length }));
    return orphansOf(seatRows, (seat) => model.statuses[seat], chosen, orphanRule);
  }, [orphanRule, model, chosen, version]);
}
