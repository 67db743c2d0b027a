import type { BusEvent, EventType } from '@/server/outbox';

/** What reacts to events, each at its own pace. `handle` may see an event twice and must not mind. */
export type Consumer = { name: string; types: EventType[]; handle(event: BusEvent): Promise<void> };

export const consumers: Consumer[] = [];
