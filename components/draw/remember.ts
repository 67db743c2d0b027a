import type { DrawView } from '@/server/waiting-room/draw/draw.schema';

/**
 * What this browser saw of a draw before: an operator who shows another list later, or signs an earlier time, is found
 * out by whoever looked in between.
 */
export type Seen = { seedHash: string; root: string | null; rootSeenAt: string | null };

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const nameOf = (scheduleId: string) => `openrun.draw.${scheduleId}`;

/** Notes what is shown now and returns what was shown first. A browser that keeps nothing has seen nothing. */
export function remember(draw: DrawView, now: Date, store: Store = localStorage): Seen {
  const shown = {
    seedHash: draw.commitment.seedHash,
    root: draw.list?.root ?? null,
    rootSeenAt: draw.list && now.toISOString(),
  };
  try {
    const kept = JSON.parse(store.getItem(nameOf(draw.scheduleId)) ?? 'null') as Seen | null;
    if (kept?.root) return kept;
    const seen = { ...shown, seedHash: kept?.seedHash ?? shown.seedHash };
    store.setItem(nameOf(draw.scheduleId), JSON.stringify(seen));
    return seen;
  } catch {
    return shown;
  }
}

/** Whether what is shown is another promise or another list than this browser saw before. */
export const isAnother = (draw: DrawView, seen: Seen): boolean =>
  seen.seedHash !== draw.commitment.seedHash ||
  (seen.root !== null && draw.list !== null && seen.root !== draw.list.root);
