import type { Redis } from 'ioredis';
import { newSubscriber, sharedRedis } from '@/server/platform/redis';

const channel = 'outbox:wake';
/** At thousands of commits a second one wake-up tells of many. */
const pauseMs = 20;

let isPausing = false;
let isDue = false;

/** Tells relays that something was committed. Losing this costs a poll's wait, nothing else. */
export function wakeRelay(): void {
  if (isPausing) {
    isDue = true;
    return;
  }
  isPausing = true;
  isDue = false;
  void sharedRedis()
    .publish(channel, '1')
    .catch(() => undefined);
  setTimeout(() => {
    isPausing = false;
    if (isDue) wakeRelay();
  }, pauseMs).unref();
}

export function onWake(wake: () => void): Redis {
  const subscriber = newSubscriber('outbox-wake');
  subscriber.on('message', wake);
  void subscriber.subscribe(channel).catch(() => undefined);
  return subscriber;
}
