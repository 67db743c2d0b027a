import { lineRedis } from '@/server/platform/redis';
import type { Takeovers } from './waiting-room.schema';

/** Where processes tell one another which pages were just opened. Kept nowhere: who hears it late stays as they are. */
export const takeoversChannel = (scheduleId: string) => `{q:${scheduleId}}:takeovers`;

export async function tellTakeovers(scheduleId: string, takeovers: Takeovers): Promise<void> {
  await lineRedis().publish(takeoversChannel(scheduleId), JSON.stringify(takeovers));
}
