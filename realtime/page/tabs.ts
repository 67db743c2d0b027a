import { scheduleId } from './api';

/**
 * Tabs of one browser hear of one another without a server: the one opened last is live. Between devices the stream
 * says so.
 */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`openrun.${scheduleId}`) : null;
let openedAt = 0;

export function tellOtherTabs(): void {
  openedAt = Date.now();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
  channel?.postMessage(openedAt);
}

export function whenOtherTabOpens(act: () => void): void {
  channel?.addEventListener('message', ({ data }: MessageEvent<number>) => {
    if (data > openedAt) act();
  });
}
